import { type Installation, type InstanceName, urlOf } from '@syncline/syncline-cli';
import type { Home } from '../home/home.ts';
import { GOLDEN_SOURCE_OF, isProvider } from './instances.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One database an instance; its name is the instance's, as SQL writes names. */
export const databaseOf = (instance: InstanceName): string => instance.replaceAll('-', '_');

/** What a process is started with: the environment it inherits, and over it what makes it this instance of this installation. */
export function serviceEnvironment(instance: InstanceName, inherited: Environment, installation: Installation, home: Home, databaseUrl: (database: string) => string): Environment {
  return {
    LOG_FORMAT: 'json',
    ...inherited,
    DATABASE_URL: databaseUrl(databaseOf(instance)),
    HOST: '127.0.0.1',
    PORT: String(installation.ports[instance]),
    PUBLIC_URL: urlOf(installation, instance),
    CONFIG_FILE: home.config(instance),
    SERVICE_KEY_FILE: home.key(instance),
    MIGRATE_AT_START: 'true', // a step of its own in a deployment; here it would start each program twice
    ...(isProvider(instance)
      ? { GOLDEN_SOURCE_URL: databaseUrl(GOLDEN_SOURCE_OF[instance].database), CATALOGUE_DIR: home.catalogue(instance), EXTRACTS_DIR: home.extracts(instance) }
      : {}),
    ...(instance === 'data-consumer' ? { OUTPUTS_DIR: home.outputs } : {}),
  };
}

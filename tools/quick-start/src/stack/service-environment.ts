import type { ServiceName } from '@syncline/contract';
import { type Installation, urlOf } from '@syncline/syncline-cli';
import type { Home } from '../home/home.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const GOLDEN_SOURCE_DATABASE = 'golden_source';

/** One database a service; its name is the service's, as SQL writes names. */
export const databaseOf = (service: ServiceName): string => service.replaceAll('-', '_');

/** What a service is started with: the environment it inherits, and over it what makes it this service of this installation. */
export function serviceEnvironment(service: ServiceName, inherited: Environment, installation: Installation, home: Home, databaseUrl: (database: string) => string): Environment {
  return {
    LOG_FORMAT: 'json',
    ...inherited,
    DATABASE_URL: databaseUrl(databaseOf(service)),
    HOST: '127.0.0.1',
    PORT: String(installation.ports[service]),
    PUBLIC_URL: urlOf(installation, service),
    CONFIG_FILE: home.config(service),
    SERVICE_KEY_FILE: home.key(service),
    ...(service === 'data-provider'
      ? { GOLDEN_SOURCE_URL: databaseUrl(GOLDEN_SOURCE_DATABASE), CATALOGUE_DIR: home.catalogue, EXTRACTS_DIR: home.extracts }
      : {}),
  };
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceProcess, type KeyFiles } from '@syncline/bench-kit';
import { SERVICES, type Scope, type ServiceName } from '@syncline/contract';
import { freePort, type LocalPostgres } from '@syncline/local-postgres';
import { stringify } from 'yaml';

export type Party = ServiceName | 'operator';
export const PARTIES: readonly Party[] = [...SERVICES, 'operator'];
export const issuerOf = (party: Party): string => `urn:syncline:${party}`;

export type Services = Readonly<Record<ServiceName, ServiceProcess>>;

export interface ServicesOptions {
  readonly folder: string;
  readonly keys: Readonly<Record<Party, KeyFiles>>;
  readonly postgres: LocalPostgres;
  readonly catalogueFolder: string;
  /** Folder for CPU profiles; null: none. */
  readonly profileFolder: string | null;
  /** Told of each process as soon as there is one, so that it can be ended whatever happens next. */
  readonly onStarted: (service: ServiceProcess) => void;
}

/** Starts the three services as they are deployed: built programs, defaults everywhere, a database and a key for each. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const urls = Object.fromEntries(await Promise.all(SERVICES.map(async (name) => [name, `http://127.0.0.1:${await freePort()}`]))) as Record<ServiceName, string>;
  const started = SERVICES.map(async (name) => {
    const environment = await environmentOf(name, urls, options);
    const service = new ServiceProcess({ service: name, url: urls[name], environment, logFile: logFileOf(options.folder, name), nodeFlags: profileFlags(options.profileFolder) });
    options.onStarted(service);
    await service.ready();
    return [name, service] as const;
  });
  return Object.fromEntries(await Promise.all(started)) as Record<ServiceName, ServiceProcess>;
}

export const logFileOf = (folder: string, service: ServiceName): string => join(folder, `${service}.log`);
export const databaseOf = (service: ServiceName): string => service.replaceAll('-', '_');

async function environmentOf(name: ServiceName, urls: Readonly<Record<ServiceName, string>>, { folder, keys, postgres, catalogueFolder }: ServicesOptions): Promise<Record<string, string>> {
  const configFile = join(folder, `${name}.yaml`);
  await writeFile(configFile, stringify(configOf(name, urls, keys.operator.jwksFile)));
  return {
    NODE_ENV: 'production', LOG_FORMAT: 'json', MIGRATE_AT_START: 'true',
    HOST: '127.0.0.1', PORT: new URL(urls[name]).port, PUBLIC_URL: urls[name],
    DATABASE_URL: postgres.url(databaseOf(name)), CONFIG_FILE: configFile, SERVICE_KEY_FILE: keys[name].keyFile,
    ...(name === 'data-provider' && { GOLDEN_SOURCE_URL: postgres.url('golden_source'), CATALOGUE_DIR: catalogueFolder, EXTRACTS_DIR: join(folder, 'extracts') }),
  };
}

/** Who trusts whom, and who calls whom: nothing more than a sync needs. */
function configOf(name: ServiceName, urls: Readonly<Record<ServiceName, string>>, operatorJwksFile: string): object {
  const operator = (...scopes: Scope[]) => ({ issuer: issuerOf('operator'), jwksFile: operatorJwksFile, scopes });
  const service = (other: ServiceName, ...scopes: Scope[]) => ({ issuer: issuerOf(other), service: other, jwksUri: `${urls[other]}/.well-known/jwks.json`, scopes });
  switch (name) {
    case 'scheduling-platform': return {
      trustedIssuers: [operator('tasks:write', 'runs:read'), service('data-provider', 'messages:publish'), service('data-consumer', 'runs:report')],
      outbound: { allowedOrigins: [urls['data-consumer']] },
    };
    case 'data-provider': return {
      trustedIssuers: [operator('extracts:read', 'business-dates:close'), service('data-consumer', 'extracts:read')],
      outbound: { allowedOrigins: [urls['scheduling-platform']] },
      announce: [{ url: `${urls['scheduling-platform']}/api/v1/messages`, auth: { kind: 'service-jwt', audience: 'scheduling-platform', scope: 'messages:publish' } }],
    };
    case 'data-consumer': return {
      trustedIssuers: [operator('files:write'), service('scheduling-platform', 'syncs:run'), service('data-provider')],
      outbound: { allowedOrigins: [urls['data-provider'], urls['scheduling-platform']] },
    };
  }
}

/** A worker thread writes a profile of its own into the same folder. */
const profileFlags = (folder: string | null): string[] => (folder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]);

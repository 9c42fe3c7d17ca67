import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { jsonPointer } from '@syncline/contract';
import type { ServiceName } from '@syncline/contract';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import type { BaseEnv, BaseFile } from './base.config.ts';
import { ConfigError } from './config-error.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { BaseConfig, ServiceConfig } from './service-config.ts';

const DEFAULT_PORTS: Readonly<Record<ServiceName, number>> = { 'scheduling-platform': 4100, 'data-provider': 4200, 'data-consumer': 4300 };

export interface ConfigSpec<File extends BaseFile, Env extends BaseEnv> {
  readonly service: ServiceName;
  /** `baseFile`, extended by the sections of the service. */
  readonly file: z.ZodType<File>;
  /** `baseEnv`, extended by the variables of the service. */
  readonly env: z.ZodType<Env>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment and the file that CONFIG_FILE names, once. The result is frozen.
 * @throws ConfigError with every problem found, so that nobody has to start ten times to fix ten mistakes
 */
export function loadConfig<File extends BaseFile, Env extends BaseEnv>(spec: ConfigSpec<File, Env>, environment: Environment = process.env): ServiceConfig<File, Env> {
  const problems: string[] = [];
  const variables = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const env = check(spec.env, variables, (path) => `environment variable ${path.join('.')}`, problems);
  const configFile = variables['CONFIG_FILE'];
  const file = check(spec.file, readYaml(configFile, problems), (path) => `${configFile ?? 'configuration file'} ${jsonPointer(path) || '(top level)'}`, problems);
  if (env === undefined || file === undefined || problems.length > 0) throw new ConfigError(spec.service, problems);
  const folder = configFile === undefined ? resolve() : dirname(resolve(configFile));
  const resolvePath = (path: string): string => resolve(folder, path);
  return deepFreeze({ ...baseConfig(spec.service, file, env, resolvePath), secretVariable: (name: string) => environment[name], file, env, resolvePath });
}

function baseConfig(service: ServiceName, file: BaseFile, env: BaseEnv, resolvePath: (path: string) => string): Omit<BaseConfig, 'secretVariable'> {
  const port = env.PORT ?? DEFAULT_PORTS[service];
  const name = file.name ?? service;
  const { secretsFolder } = file.outbound;
  return {
    service,
    name,
    host: env.HOST,
    port,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    databaseUrl: env.DATABASE_URL,
    migrateAtStart: env.MIGRATE_AT_START,
    nodeId: env.NODE_ID ?? `${hostname()}-${process.pid}`,
    commit: env.COMMIT ?? null,
    serviceKeyFile: resolve(env.SERVICE_KEY_FILE),
    retiredKeyFiles: file.retiredKeyFiles.map(resolvePath),
    issuer: file.issuer ?? `urn:syncline:${name}`,
    trustedIssuers: file.trustedIssuers.map((issuer) => (issuer.jwksFile === undefined ? issuer : { ...issuer, jwksFile: resolvePath(issuer.jwksFile) })),
    apiKeys: file.apiKeys,
    outbound: { ...file.outbound, secretsFolder: secretsFolder === undefined ? undefined : resolvePath(secretsFolder) },
    log: { format: env.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json'), level: file.log.level },
  };
}

function check<T>(schema: z.ZodType<T>, value: unknown, place: (path: PropertyKey[]) => string, problems: string[]): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys') problems.push(...issue.keys.map((key) => `${place([...issue.path, key])}: is not a known setting`));
    else problems.push(`${place(issue.path)}: ${issue.message.endsWith('received undefined') ? 'is missing' : issue.message}`);
  }
  return undefined;
}

/** No file is an empty one: such a service trusts nobody and calls nobody. */
function readYaml(file: string | undefined, problems: string[]): unknown {
  if (file === undefined) return {};
  try {
    return parseYaml(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    problems.push(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return {};
  }
}

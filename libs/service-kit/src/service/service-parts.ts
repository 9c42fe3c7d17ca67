import { commonOperations } from '@syncline/contract';
import type { OperationTable } from '@syncline/contract';
import { Database } from '@syncline/database';
import { IssuerKeys, Outbound, SecretStore, ServiceIdentity } from '@syncline/service-auth';
import type { Clock } from '@syncline/service-auth';
import type { Logger as Pino } from 'pino';
import { SystemClock } from '../clock/system-clock.ts';
import type { BaseConfig } from '../config/service-config.ts';
import { createPino } from '../logging/create-pino.ts';
import { currentTraceparent } from '../trace/trace-context.ts';
import type { Logger } from '../logging/logger.ts';
import { ProblemFilter } from '../problems/problem.filter.ts';
import { Lifecycle } from './lifecycle.ts';
import type { ServiceDefinition, ServiceOverrides } from './service-definition.ts';

/** Everything that exists before the Nest container does. */
export interface ServiceParts {
  readonly config: BaseConfig;
  readonly version: string;
  /** Of the service itself; those that all services share are known. */
  readonly operations: OperationTable;
  readonly clock: Clock;
  readonly pino: Pino;
  readonly problems: ProblemFilter;
  readonly lifecycle: Lifecycle;
  readonly identity: ServiceIdentity;
  readonly issuerKeys: IssuerKeys;
  readonly outbound: Outbound;
  readonly database: Database | undefined;
}

export async function createParts<Config extends BaseConfig>(definition: ServiceDefinition<Config>, config: Config, overrides: ServiceOverrides<Config>): Promise<ServiceParts> {
  const clock = overrides.clock ?? new SystemClock();
  const { issuer, name, nodeId, serviceKeyFile, retiredKeyFiles, trustedIssuers, outbound } = config;
  const identity = await ServiceIdentity.load(serviceKeyFile, issuer, name, { clock, retiredKeyFiles });
  const secrets = new SecretStore({ environment: config.secretVariable, folder: outbound.secretsFolder });
  const pino = createPino({ ...config.log, base: { service: name, node: nodeId } }, overrides.logStream);
  return {
    config,
    version: definition.version,
    operations: definition.operations,
    clock,
    pino,
    problems: new ProblemFilter([...Object.values(commonOperations), ...Object.values(definition.operations)], pino),
    lifecycle: new Lifecycle(clock.now()),
    identity,
    issuerKeys: new IssuerKeys(trustedIssuers, clock),
    outbound: new Outbound({ allowedOrigins: outbound.allowedOrigins, tokens: identity, secrets, clock, traceparent: currentTraceparent }),
    database: overrides.database ?? (await openDatabase(definition, config, pino)),
  };
}

/** The database of the service, or undefined when its definition has none. */
export async function openDatabase<Config extends BaseConfig>(definition: ServiceDefinition<Config>, config: Config, logger: Logger): Promise<Database | undefined> {
  if (definition.database === undefined) return undefined;
  const onPoolError = (err: Error): void => logger.warn({ err }, 'an idle connection to the database broke; the next use opens another');
  return Database.open({ onPoolError, ...definition.database(config), url: config.databaseUrl, applicationName: `${config.service}@${config.nodeId}` });
}

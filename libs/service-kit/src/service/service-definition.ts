import type { OperationTable, ServiceName } from '@syncline/contract';
import type { Database, DatabaseOptions } from '@syncline/database';
import type { Clock } from '@syncline/service-auth';
import type { DynamicModule, Type } from '@nestjs/common';
import type { DestinationStream } from 'pino';
import type { BaseConfig } from '../config/service-config.ts';

/** One service, as its `main.ts` describes it. */
export interface ServiceDefinition<Config extends BaseConfig> {
  readonly name: ServiceName;
  /** Of the app's package.json. */
  readonly version: string;
  readonly loadConfig: () => Config;
  readonly operations: OperationTable;
  /** Entities and migrations; absent: a service without a database (the tests of this library). */
  readonly database?: (config: Config) => Omit<DatabaseOptions, 'url' | 'applicationName'>;
  /** The features. They may inject what `ServiceKitModule` exports. */
  readonly module: (config: Config) => Type | DynamicModule;
}

/** What a test puts in the place of the real thing. */
export interface ServiceOverrides<Config extends BaseConfig> {
  readonly config?: Config;
  /** Opened by the test; closed with the application all the same. */
  readonly database?: Database;
  readonly clock?: Clock;
  /** Where log lines go; default: standard output. */
  readonly logStream?: DestinationStream;
}

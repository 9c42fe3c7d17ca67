import { dataConsumerOperations } from '@syncline/contract';
import type { ServiceDefinition } from '@syncline/service-kit';
import { loadDataConsumerConfig, MAIN_CONNECTIONS, type DataConsumerConfig } from './data-consumer.config.ts';
import { DataConsumerModule } from './data-consumer.module.ts';
import { entities } from './persistence/entities/index.ts';
import { migrations } from './persistence/migrations/index.ts';

/**
 * A publication's row is locked for as long as its file is published, and who waits for it holds one of few connections,
 * which renewals of leases need as well: whoever waited this long is told to come back (503).
 */
const LOCK_TIMEOUT_MS = 2_000;

/** The data consumer, as `main.ts` runs it and as tests make it. */
export const dataConsumer: ServiceDefinition<DataConsumerConfig> = {
  name: 'data-consumer',
  version: '0.1.0',
  loadConfig: () => loadDataConsumerConfig(),
  operations: dataConsumerOperations,
  database: () => ({ entities, migrations, poolSize: MAIN_CONNECTIONS, lockTimeoutMs: LOCK_TIMEOUT_MS }),
  module: (config) => DataConsumerModule.forRoot(config),
};

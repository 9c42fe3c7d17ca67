import { dataProviderOperations } from '@syncline/contract';
import type { ServiceDefinition } from '@syncline/service-kit';
import { loadDataProviderConfig, type DataProviderConfig } from './data-provider.config.ts';
import { DataProviderModule } from './data-provider.module.ts';
import { entities } from './persistence/entities/index.ts';
import { migrations } from './persistence/migrations/index.ts';

/** The service, as `main.ts` runs it and the tests start it. */
export const dataProvider: ServiceDefinition<DataProviderConfig> = {
  name: 'data-provider',
  version: '0.1.0',
  loadConfig: () => loadDataProviderConfig(),
  operations: dataProviderOperations,
  database: () => ({ entities, migrations }),
  module: (config) => DataProviderModule.forRoot(config),
};

import { schedulingPlatformOperations } from '@syncline/contract';
import type { ServiceDefinition } from '@syncline/service-kit';
import { entities, migrations } from './persistence/data-source.ts';
import { loadPlatformConfig, type PlatformConfig } from './platform.config.ts';
import { PlatformModule } from './platform.module.ts';
import { VERSION } from './version.ts';

/** Connections of one process: loops, calls being settled and requests share them, and each holds one only briefly. */
const POOL_SIZE = 20;

/** The scheduling platform as `main.ts` runs it and tests start it. */
export const platformService: ServiceDefinition<PlatformConfig> = {
  name: 'scheduling-platform',
  version: VERSION,
  loadConfig: loadPlatformConfig,
  operations: schedulingPlatformOperations,
  database: () => ({ entities, migrations, poolSize: POOL_SIZE, fewRowsAtATime: true }),
  module: (config) => PlatformModule.for(config),
};

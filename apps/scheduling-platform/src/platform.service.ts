import { schedulingPlatformOperations } from '@syncline/contract';
import type { ServiceDefinition } from '@syncline/service-kit';
import { entities, migrations } from './persistence/data-source.ts';
import { loadPlatformConfig, type PlatformConfig } from './platform.config.ts';
import { PlatformModule } from './platform.module.ts';
import { VERSION } from './version.ts';

/** Connections of one process: loops, calls being settled and requests share them, and each holds one only briefly. */
const POOL_SIZE = 20;

/**
 * A process that freezes in the middle of a transaction keeps its locks. What it held, its leases, is its own for LEASE, and
 * so are they (for 5 s at least, 60 s at most); whoever needs one of them waits this long, and lets others pass.
 */
const LOCK_TIMEOUT_MS = 5_000;

/** The scheduling platform as `main.ts` runs it and tests start it. */
export const platformService: ServiceDefinition<PlatformConfig> = {
  name: 'scheduling-platform',
  version: VERSION,
  loadConfig: loadPlatformConfig,
  operations: schedulingPlatformOperations,
  database: ({ timing: { leaseMs } }) => ({
    entities, migrations, poolSize: POOL_SIZE, fewRowsAtATime: true, lockTimeoutMs: LOCK_TIMEOUT_MS, idleInTransactionTimeoutMs: Math.min(Math.max(leaseMs, LOCK_TIMEOUT_MS), 60_000),
  }),
  module: (config) => PlatformModule.for(config),
};

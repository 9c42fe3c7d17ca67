import { startLocalPostgres } from '@syncline/local-postgres';
import type { LocalPostgres } from '@syncline/local-postgres';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { runOfJest } from '../run/run-of-jest.ts';
import { runsFolder } from '../run/temporary-folder.ts';
import { SERVER_TIME_ZONE } from './test-postgres.ts';

/**
 * A server for one test alone, which may stop it hard (`restartImmediate`); the run's shared one must not be. Call
 * `remove()` at the end; if a test is killed first, it goes with the run.
 *
 * @param options.durable true where the test is about what survives
 */
export function ownPostgres(options: { durable?: boolean; settings?: Record<string, string> } = {}): Promise<LocalPostgres> {
  const run = runOfJest();
  return startLocalPostgres({
    dataDir: join(runsFolder(), `${run.key}-own-${randomBytes(4).toString('hex')}`),
    durable: options.durable ?? false,
    onlyAsLongAs: run.pid,
    settings: { timezone: SERVER_TIME_ZONE, shared_buffers: '64MB', ...options.settings },
  });
}

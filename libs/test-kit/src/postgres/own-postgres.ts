import { startLocalPostgres } from '@syncline/local-postgres';
import type { LocalPostgres } from '@syncline/local-postgres';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOfJest } from './run.ts';
import { SERVER_TIME_ZONE } from './test-postgres.ts';

/**
 * A server for one test alone, which may stop it hard (`restartImmediate`); the run's shared one must not be. Call
 * `remove()` at the end; if a test is killed first, it goes with the run.
 *
 * @param options.durable true where the test is about what survives
 */
export async function ownPostgres(options: { durable?: boolean; settings?: Record<string, string> } = {}): Promise<LocalPostgres> {
  return startLocalPostgres({
    dataDir: await mkdtemp(join(tmpdir(), 'syncline-test-')),
    durable: options.durable ?? false,
    onlyAsLongAs: runOfJest().pid,
    settings: { timezone: SERVER_TIME_ZONE, shared_buffers: '64MB', ...options.settings },
  });
}

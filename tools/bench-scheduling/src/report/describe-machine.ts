import { cpus, loadavg, totalmem } from 'node:os';
import { serverSettings } from '../stack/database.ts';
import type { Stack } from '../stack/stack.ts';

/** What was under test, and on what. */
export async function describeMachine(stack: Stack): Promise<string[]> {
  const { version, fsync, synchronousCommit } = await serverSettings(stack.postgres.url('postgres'));
  const [load = 0] = loadavg();
  return [
    `machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB, load ${load.toFixed(2)} before the start, Node ${process.version}`,
    `PostgreSQL ${version}: fsync ${fsync}, synchronous_commit ${synchronousCommit}`,
    'under test: built platform nodes over HTTP with verified tokens, request log on; load generator, target, database and nodes are processes of their own on this machine',
  ];
}

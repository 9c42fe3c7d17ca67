import { describeComputer, serverSettings } from '@syncline/bench-kit';
import type { Stack } from '../stack/stack.ts';

/** What was under test, and on what. */
export async function describeMachine(stack: Stack): Promise<string[]> {
  const { version, fsync, synchronousCommit } = await serverSettings(stack.postgres.url('postgres'));
  return [
    describeComputer(),
    `PostgreSQL ${version}: fsync ${fsync}, synchronous_commit ${synchronousCommit}`,
    'under test: built platform nodes over HTTP with verified tokens, request log on; load generator, target, database and nodes are processes of their own on this machine',
  ];
}

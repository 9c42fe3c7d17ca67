import { describeComputer, serverSettings } from '@syncline/bench-kit';
import type { Stack } from '../stack/stack.ts';

/** What is measured, and on what. */
export async function describeMachine(stack: Stack, psqlVersion: string): Promise<string[]> {
  const { version, fsync, synchronousCommit } = await serverSettings(stack.postgres.url('postgres'));
  return [
    describeComputer(),
    `PostgreSQL ${version}: fsync ${fsync}, synchronous_commit ${synchronousCommit}; one server for source and targets, the same for everything that is measured`,
    `to compare with: ${psqlVersion}`,
  ];
}

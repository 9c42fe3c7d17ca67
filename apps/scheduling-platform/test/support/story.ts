import type { Occurrence } from '@syncline/contract';
import { Database } from '@syncline/database';
import { eventually } from '@syncline/test-kit';
import type { PlatformClient } from './platform-client.ts';

/** Steps the clock of the database, as these nodes see it. */
export const stepClock = (nodes: readonly PlatformClient[]) => (time: string): void => {
  for (const { node } of nodes) node.app.get(Database).setTestTime(new Date(time));
};

/** What came of the expected firings of a task, oldest first: `MM-DDTHH:MM:SS OUTCOME <business date or ->`. */
export async function storyOf(platform: PlatformClient, task: string): Promise<string[]> {
  const { body } = await platform.call<{ items: Occurrence[] }>('GET', `/occurrences?task=${task}&limit=500`);
  return body.items.map(({ scheduledFor, outcome, businessDate }) => `${scheduledFor.slice(5, 19)} ${outcome} ${businessDate ?? '-'}`).reverse();
}

/** Waits until that is what came of them. */
export const untilStory = (platform: PlatformClient, task: string, expected: readonly string[]): Promise<unknown> =>
  eventually(async () => expect(await storyOf(platform, task)).toEqual(expected), { within: 10_000 });

import { chance } from './chance.ts';
import type { Announcement } from './upstream.ts';

/** Pauses of the tasks, so short that a fault is met and mended within seconds. */
export const TARGET_TIMEOUT_MS = 2_000;
export const LONGEST_PAUSE_MS = 2_000;

const PARALLEL = 'parallel';
const QUEUES = 10;
const BOTH = 'both.closed';

/** Tasks that queue: one run of each at a time. */
export const QUEUED_TASKS = Array.from({ length: QUEUES }, (_, index) => `queue-${index + 1}`);

/** One task whose dates run side by side, and some that queue. A few events are heard by two tasks, a few by none. */
export const tasks = (urls: readonly string[]): { readonly name: string }[] => [
  task(urls, PARALLEL, 'ALLOW', [`${PARALLEL}.closed`, BOTH]),
  ...QUEUED_TASKS.map((name, index) => task(urls, name, 'QUEUE', index === 0 ? [`${name}.closed`, BOTH] : [`${name}.closed`])),
];

export const task = (urls: readonly string[], name: string, overlap: string, types: readonly string[], timeoutMs = TARGET_TIMEOUT_MS): { readonly name: string } & Record<string, unknown> => ({
  name,
  overlap,
  target: { urls: urls.map((url) => `${url}/jobs`), timeout: `PT${timeoutMs / 1_000}S`, auth: { kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' } },
  triggers: types.map((type) => ({ kind: 'message', type, source: 'data-provider', businessDate: '/data/businessDate' })),
  redispatchEvery: 'PT2S',
  retry: { maxAttempts: 3, initial: 'PT1S', factor: 2, max: `PT${LONGEST_PAUSE_MS / 1_000}S` },
});

/** A date of its own for every event, so that no run joins another. */
export function announcements(seed: number, count: number): Announcement[] {
  return Array.from({ length: count }, (_, index) => {
    const businessDate = new Date(Date.UTC(2000, 0, 1 + index)).toISOString().slice(0, 10);
    const eventId = `event-${index}`;
    const luck = chance(seed, eventId, 'type');
    if (luck < 0.01) return { eventId, businessDate, type: 'nobody.listens', tasks: [] };
    if (luck < 0.02) return { eventId, businessDate, type: BOTH, tasks: [PARALLEL, QUEUED_TASKS[0] ?? ''] };
    if (luck > 0.9) {
      const name = QUEUED_TASKS[index % QUEUES] ?? '';
      return { eventId, businessDate, type: `${name}.closed`, tasks: [name] };
    }
    return { eventId, businessDate, type: `${PARALLEL}.closed`, tasks: [PARALLEL] };
  });
}

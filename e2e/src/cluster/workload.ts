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

/** A group: two side by side, then one alone, then the last. */
export const GROUP = 'group';
const MEMBERS = [
  { task: 'member-1', mode: 'ASYNC' }, { task: 'member-2', mode: 'ASYNC' }, { task: 'member-3', mode: 'SYNC' }, { task: 'member-4', mode: 'ASYNC' },
] as const;
export const GROUPS = new Map([[GROUP, MEMBERS]]);
export const group = { name: GROUP, overlap: 'ALLOW', members: MEMBERS, triggers: [{ kind: 'message', type: `${GROUP}.closed`, source: 'data-provider', businessDate: '/data/businessDate' }] };

/** A task that fires every second, whatever dies in that second. */
export const EVERY_SECOND = 'every-second';
export const everySecond = (urls: readonly string[]): { readonly name: string } & Record<string, unknown> => ({
  ...task(urls, EVERY_SECOND, 'ALLOW', []), triggers: [{ kind: 'cron', expression: '* * * * * *', timeZone: 'Europe/London', misfire: 'FIRE_ALL', maxCatchUp: 1_000 }],
});
/** The same without its trigger: the end of its seconds. */
export const everySecondNoMore = (urls: readonly string[]): { readonly name: string } => task(urls, EVERY_SECOND, 'ALLOW', []);

/** One task whose dates run side by side, some that queue, and the members of the group. A few events are heard by two tasks, a few by none. */
export const tasks = (urls: readonly string[]): { readonly name: string }[] => [
  task(urls, PARALLEL, 'ALLOW', [`${PARALLEL}.closed`, BOTH]),
  ...MEMBERS.map((member) => task(urls, member.task, 'ALLOW', [])),
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
    if (luck < 0.01) return { eventId, businessDate, type: 'nobody.listens', owners: [] };
    if (luck < 0.02) return { eventId, businessDate, type: BOTH, owners: [PARALLEL, QUEUED_TASKS[0] ?? ''] };
    if (luck < 0.05) return { eventId, businessDate, type: `${GROUP}.closed`, owners: [GROUP] };
    if (luck > 0.9) {
      const name = QUEUED_TASKS[index % QUEUES] ?? '';
      return { eventId, businessDate, type: `${name}.closed`, owners: [name] };
    }
    return { eventId, businessDate, type: `${PARALLEL}.closed`, owners: [PARALLEL] };
  });
}

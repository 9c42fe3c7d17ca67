/**
 * The places where a process that builds extracts may die, by name, so that a test can make it die there and nowhere else.
 *
 * Model:
 * - A process that is started with `CRASH_AT=<point>` (or `<point>:<n>`, for the nth time it gets there) kills itself with
 *   SIGKILL at that place: no handler runs, no buffer is flushed, no connection is closed. Without the setting `reach` does
 *   nothing.
 * - Whatever dies at any of these places leaves nothing visible, and another instance seals the extract once and clears
 *   away what lies below `building/` and below `parts/` that no manifest names. `e2e/test/faults/provider-build.spec.ts`
 *   walks all of them.
 */
export const CRASH_POINTS = {
  'claimed': 'the builds carry a lease token, and nothing is open',
  'snapshot-open': 'the snapshot is open, and nothing is read',
  'part-writing': 'some bytes of a part are on their way to its file',
  'part-synced': 'a part is on disk, under a name that nobody looks for',
  'part-stored': 'a part lies under its digest, and no manifest names it',
  'extract-written': 'all parts of an extract are stored, and its end is not begun',
  'seal-before-commit': 'seal, manifest and announcement are written, and not committed',
  'seal-after-commit': 'the extract is sealed, and its folder below building/ is there still',
  'builds-ended': 'everything is done, and nobody was told',
} as const;

export type CrashPoint = keyof typeof CRASH_POINTS;

/** Where to die; `times` counts from 1. */
export interface CrashPlan {
  readonly point: CrashPoint;
  readonly times: number;
}

/** Reads `<point>` or `<point>:<n>`. @returns null where that is no plan */
export function parseCrashPlan(text: string): CrashPlan | null {
  const [, point = '', times = '1'] = /^([a-z-]+)(?::([1-9]\d{0,5}))?$/.exec(text) ?? [];
  return isCrashPoint(point) ? { point, times: Number(times) } : null;
}

const isCrashPoint = (text: string): text is CrashPoint => Object.hasOwn(CRASH_POINTS, text);

let plan: CrashPlan | null = null;
let reached = 0;

/** Sets the plan of this process. */
export function planCrash(wanted: CrashPlan | null): void {
  plan = wanted;
}

/** Says that the work has come to this place; where the plan says so, it goes no further. */
export function reach(point: CrashPoint): void {
  if (plan?.point !== point) return;
  reached += 1;
  if (reached === plan.times) process.kill(process.pid, 'SIGKILL');
}

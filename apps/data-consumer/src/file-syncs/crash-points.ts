/**
 * The places where a process that syncs a file may die, by name, so that a test can make it die there and nowhere else.
 *
 * Model:
 * - A process that is started with `CRASH_AT=<point>` (or `<point>:<n>`, for the nth time it gets there) kills itself with
 *   SIGKILL at that place: no handler runs, no buffer is flushed, no connection is closed. Without the setting `reach` does
 *   nothing.
 * - The plan is read with the configuration and comes to a worker thread with its task; a thread works on one file at a
 *   time, so one plan a thread is enough, and need not be handed through every function.
 * - Whoever takes over must end proven from any of these places, and must neither download nor load a part again whose
 *   ledger row was committed. `test/crash-points.spec.ts` walks a few, the fault tests all of them.
 */
export const CRASH_POINTS = {
  'manifest-verified': 'the manifest is verified, and nothing of it is written down',
  'loading-begun': 'the manifest is kept with the file sync, and no thread has begun',
  'staging-prepared': 'the staging table is made, and empty',
  'part-downloading': 'some bytes of a part have come',
  'part-copying': 'some rows of a part are at the database, in an open transaction',
  'part-before-commit': 'rows and ledger row of a part are written, and not committed',
  'part-after-commit': 'a part is committed, and nobody was told',
  'parts-loaded': 'every part is in staging',
  'rows-applied': 'the target has its new rows, in an open transaction',
  'reading-back': 'some parts of the target are read back',
  'publication-before-commit': 'publication and end of the file sync are written, and not committed',
  'publication-after-commit': 'the publication is committed, and nobody was told',
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

/** Sets the plan of this thread. Setting it again does not start the count anew: a second file goes on counting. */
export function planCrash(wanted: CrashPlan | null): void {
  plan = wanted;
}

/** Says that the work has come to this place; where the plan says so, it goes no further. */
export function reach(point: CrashPoint): void {
  if (plan?.point !== point) return;
  reached += 1;
  if (reached === plan.times) process.kill(process.pid, 'SIGKILL');
}

/**
 * Places where a process may die, by name, so that a test can make it die there and nowhere else.
 *
 * Model:
 * - A process that is started with `CRASH_AT=<point>` (or `<point>:<n>`, for the nth time it gets there) kills itself with
 *   SIGKILL at that place: no handler runs, no buffer is flushed, no connection is closed. Without the setting `reach` does
 *   nothing.
 * - The plan is read with the configuration. A worker thread has a plan of its own, which comes with its task: one plan a
 *   thread is enough, and need not be handed through every function.
 * - Loaded by worker threads: nothing of Nest is imported here.
 */

/** Where to die; `times` counts from 1. */
export interface CrashPlan<Point extends string = string> {
  readonly point: Point;
  readonly times: number;
}

/** What a program does with its list of crash points. */
export interface CrashPoints<Point extends string> {
  /** Reads `<point>` or `<point>:<n>`. @returns null where that is no plan */
  readonly parseCrashPlan: (text: string) => CrashPlan<Point> | null;
  /** Sets the plan of this thread. Setting it again does not start the count anew. */
  readonly planCrash: (wanted: CrashPlan<Point> | null) => void;
  /** Says that the work has come to this place; where the plan says so, it goes no further. */
  readonly reach: (point: Point) => void;
}

/** @param points name → what has and what has not happened there; names are lower case with hyphens */
export function crashPoints<Point extends string>(points: Readonly<Record<Point, string>>): CrashPoints<Point> {
  const isPoint = (text: string): text is Point => Object.hasOwn(points, text);
  let plan: CrashPlan<Point> | null = null;
  let reached = 0;
  return {
    parseCrashPlan: (text) => {
      const [, point = '', times = '1'] = /^([a-z-]+)(?::([1-9]\d{0,5}))?$/.exec(text) ?? [];
      return isPoint(point) ? { point, times: Number(times) } : null;
    },
    planCrash: (wanted) => { plan = wanted; },
    reach: (point) => {
      if (plan?.point !== point) return;
      reached += 1;
      if (reached === plan.times) process.kill(process.pid, 'SIGKILL');
    },
  };
}

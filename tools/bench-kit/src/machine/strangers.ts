import { cpus } from 'node:os';
import { monotonicMs } from '../statistics/clock.ts';

/**
 * Watches how much of the machine goes to programs that have nothing to do with the benchmark: a number says something
 * about what is measured only if that is next to nothing.
 *
 * @param oursMs the processor time of everything that belongs to the benchmark, in milliseconds; null where the machine does not tell
 * @returns ends the watch, and tells how many cores the others used; null where the machine does not tell
 */
export async function watchStrangers(oursMs: () => Promise<number | null>): Promise<() => Promise<number | null>> {
  const before = await look(oursMs);
  return async () => {
    const after = await look(oursMs);
    if (before.oursMs === null || after.oursMs === null) return null;
    return Math.max(0, (after.allMs - before.allMs - (after.oursMs - before.oursMs)) / (after.at - before.at));
  };
}

async function look(ours: () => Promise<number | null>): Promise<{ at: number; allMs: number; oursMs: number | null }> {
  const allMs = cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
  return { at: monotonicMs(), allMs, oursMs: await ours() };
}

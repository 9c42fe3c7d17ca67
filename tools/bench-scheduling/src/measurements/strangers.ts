import { cpus } from 'node:os';
import type { Cluster, Stack } from '../stack/stack.ts';
import { monotonicMs } from '../statistics/clock.ts';
import { readProcessorUse } from './processor-use.ts';

/**
 * Watches how much of the machine goes to programs that have nothing to do with the benchmark: a number says something
 * about the platform only if that is next to nothing.
 *
 * @returns ends the watch, and tells how many cores the others used; null where the machine does not tell
 */
export async function watchStrangers(stack: Stack, cluster: Cluster): Promise<() => Promise<number | null>> {
  const before = await look(stack, cluster);
  return async () => {
    const after = await look(stack, cluster);
    if (before.oursMs === null || after.oursMs === null) return null;
    return Math.max(0, (after.allMs - before.allMs - (after.oursMs - before.oursMs)) / (after.at - before.at));
  };
}

async function look(stack: Stack, cluster: Cluster): Promise<{ at: number; allMs: number; oursMs: number | null }> {
  const allMs = cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
  const { nodes, database, publisher, target } = await readProcessorUse(stack, cluster);
  const { user, system } = process.cpuUsage();
  const parts = [nodes, database, publisher, target, (user + system) / 1_000];
  return { at: monotonicMs(), allMs, oursMs: parts.reduce<number | null>((sum, ms) => (sum === null || ms === null ? null : sum + ms), 0) };
}

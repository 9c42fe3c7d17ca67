import { watchStrangers } from '@syncline/bench-kit';
import type { Cluster, Stack } from '../stack/stack.ts';
import { readProcessorUse } from './processor-use.ts';

/** Watches how many cores go to programs that are neither the platform nor part of the benchmark. */
export const watchOthers = (stack: Stack, cluster: Cluster): Promise<() => Promise<number | null>> =>
  watchStrangers(async () => {
    const { nodes, database, publisher, target } = await readProcessorUse(stack, cluster);
    const { user, system } = process.cpuUsage();
    return [nodes, database, publisher, target, (user + system) / 1_000].reduce<number | null>((sum, ms) => (sum === null || ms === null ? null : sum + ms), 0);
  });

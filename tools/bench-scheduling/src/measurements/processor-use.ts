import { processorTimeMs, serverPid } from '@syncline/bench-kit';
import type { Cluster, Stack } from '../stack/stack.ts';

/** Processor time in milliseconds by who used it; null where the machine does not tell. */
export interface ProcessorUse {
  readonly nodes: number | null;
  readonly database: number | null;
  readonly publisher: number | null;
  readonly target: number | null;
}

export async function readProcessorUse(stack: Stack, { nodes }: Cluster): Promise<ProcessorUse> {
  const each = await Promise.all(nodes.map(({ pid }) => processorTimeMs(pid)));
  return {
    nodes: each.reduce<number | null>((sum, ms) => (sum === null || ms === null ? null : sum + ms), 0),
    database: await processorTimeMs(await serverPid(stack.postgres)),
    publisher: await processorTimeMs(stack.publisher.pid),
    target: await processorTimeMs(stack.target.pid),
  };
}

export function usePerLifecycle(before: ProcessorUse, after: ProcessorUse, lifecycles: number): ProcessorUse {
  const share = (from: number | null, to: number | null): number | null => (from === null || to === null ? null : (to - from) / lifecycles);
  return {
    nodes: share(before.nodes, after.nodes),
    database: share(before.database, after.database),
    publisher: share(before.publisher, after.publisher),
    target: share(before.target, after.target),
  };
}

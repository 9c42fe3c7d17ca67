import { processorTimeMs, serverPid } from '@syncline/bench-kit';
import type { Stack } from '../stack/stack.ts';

/** Processor time in seconds by who used it; null where the machine does not tell. */
export interface ProcessorUse {
  readonly platform: number | null;
  readonly provider: number | null;
  readonly consumer: number | null;
  /** All connections of the server, whoever opened them. */
  readonly database: number | null;
  /** The benchmark's own processes: psql, or the hand-written loop. */
  readonly ours: number | null;
}

/** Everything that belongs to the benchmark, in milliseconds: whatever else the machine does is somebody else's. */
export async function allOfUsMs(stack: Stack): Promise<number | null> {
  const [children, database] = await Promise.all([processorTimeMs(process.pid), processorTimeMs(await serverPid(stack.postgres))]);
  return children === null || database === null ? null : children + database;
}

/** Starts counting. @returns ends it, and tells what was used since */
export async function countProcessorUse(stack: Stack): Promise<() => Promise<ProcessorUse>> {
  const before = await read(stack);
  return async () => {
    const after = await read(stack);
    const used = (who: keyof ProcessorUse): number | null => (before[who] === null || after[who] === null ? null : (after[who] - before[who]) / 1_000);
    return { platform: used('platform'), provider: used('provider'), consumer: used('consumer'), database: used('database'), ours: used('ours') };
  };
}

async function read(stack: Stack): Promise<ProcessorUse> {
  const { services, postgres } = stack;
  const [platform, provider, consumer, database, all] = await Promise.all([
    processorTimeMs(services['scheduling-platform'].pid), processorTimeMs(services['data-provider'].pid), processorTimeMs(services['data-consumer'].pid),
    processorTimeMs(await serverPid(postgres)), allOfUsMs(stack),
  ]);
  const known = [platform, provider, consumer, database].reduce<number | null>((sum, ms) => (sum === null || ms === null ? null : sum + ms), 0);
  return { platform, provider, consumer, database, ours: all === null || known === null ? null : all - known };
}

import type { MeasurementName, Wishes } from './command-line.ts';
import { measureBurst } from './measurements/burst.ts';
import { measureLatency } from './measurements/latency.ts';
import { measureLifecycles } from './measurements/lifecycles.ts';
import { measurePeer } from './measurements/peer.ts';
import { FULL, QUICK } from './plan.ts';
import { describeMachine } from './report/describe-machine.ts';
import { describeResults } from './report/describe-results.ts';
import { jsonLine } from './report/json-line.ts';
import type { Results } from './report/results.ts';
import type { Stack } from './stack/stack.ts';

export interface Benchmark {
  readonly stack: Stack;
  readonly wishes: Wishes;
  readonly print: (line: string) => void;
}

/** Runs the measurements that were asked for, one after the other, and prints what came of them. */
export async function runBenchmark({ stack, wishes, print }: Benchmark): Promise<void> {
  const plan = wishes.quick ? QUICK : FULL;
  (await describeMachine(stack)).forEach(print);
  if (wishes.quick) print('A short run: it shows that everything works, its numbers say little.');

  const measured = async <T>(name: MeasurementName, measure: () => Promise<T>): Promise<T | null> => {
    if (wishes.only.length > 0 && !wishes.only.includes(name)) return null;
    print(`measuring ${name} …`);
    return measure();
  };
  const results: Results = {
    oneNode: await measured('one-node', () => measureLifecycles(stack, plan, 1)),
    twoNodes: await measured('two-nodes', () => measureLifecycles(stack, plan, 2)),
    latency: await measured('latency', () => measureLatency(stack, plan)),
    burst: await measured('burst', () => measureBurst(stack, plan)),
    peer: await measured('peer', () => measurePeer(stack, plan)),
  };
  print('');
  describeResults(results).forEach(print);
  if (wishes.json) print(jsonLine(results));
}

import type { Plan } from '../plan.ts';
import type { Stack } from '../stack/stack.ts';
import { messageTask } from '../stack/tasks.ts';
import { percentile } from '../statistics/percentile.ts';
import { audit, dispatchedAgain } from './audit.ts';
import { untilEnded } from './until-ended.ts';

export interface BurstMeasured {
  readonly nodes: number;
  readonly runs: number;
  /** From the due second to the arrival of the last dispatch. */
  readonly drainSeconds: number;
  readonly latenessMsP99: number;
  /** By the target's record: a run that was dispatched twice. */
  readonly leasesLost: number;
}

const NODES = 2;

/** Runs that are all due at once. */
export async function measureBurst(stack: Stack, plan: Plan): Promise<BurstMeasured> {
  const cluster = await stack.startCluster(NODES);
  await cluster.operator.define('tasks', messageTask(stack.targetOrigin));
  const dueAtMs = Date.now();
  const accepted = await stack.publisher.call('sendBatches', plan.burstRuns);
  await untilEnded(stack, accepted.length);

  const record = await audit(stack, cluster, accepted);
  await stack.stopNodes();
  const lateness = [...record.runs.values()].map(({ arrivedAtEpochMs }) => arrivedAtEpochMs - dueAtMs);
  return { nodes: NODES, runs: record.runs.size, drainSeconds: percentile(lateness, 1) / 1_000, latenessMsP99: percentile(lateness, 0.99), leasesLost: dispatchedAgain(record) };
}

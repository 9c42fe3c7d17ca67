import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '@syncline/bench-kit';
import type { Plan } from '../plan.ts';
import type { Operator } from '../stack/operator.ts';
import type { Stack } from '../stack/stack.ts';
import { timedTask } from '../stack/tasks.ts';
import { audit, dispatchedAgain } from './audit.ts';
import { watchOthers } from './others.ts';
import { untilEnded } from './until-ended.ts';

export interface BurstMeasured {
  readonly nodes: number;
  readonly runs: number;
  /** From the due second to the arrival of the last dispatch. */
  readonly drainSeconds: number;
  readonly latenessMsP99: number;
  /** Recorded more than five seconds after their nominal time. */
  readonly firedLate: number;
  /** As the nodes count them, or else runs that the target got twice, which nothing else makes here. */
  readonly leasesLost: number;
  /** Cores that other programs used meanwhile; null where the machine does not tell. */
  readonly strangers: number | null;
}

const NODES = 2;
/** Definitions that are put at a time. */
const AT_ONCE = 32;
/** So many are put to see how long the rest will take. */
const SAMPLE = 300;

/** Tasks with a cron trigger each, all for one second of the day; defined before that second. */
export async function measureBurst(stack: Stack, plan: Plan): Promise<BurstMeasured> {
  const cluster = await stack.startCluster(NODES);
  const dueAt = await define(cluster.operator, stack.targetOrigin, plan.burstRuns);
  await delay(dueAt.getTime() - Date.now());
  const strangers = await watchOthers(stack, cluster);
  await untilEnded(stack, plan.burstRuns);
  const usedByStrangers = await strangers();

  const occurrences = await cluster.operator.occurrences();
  if (occurrences.length !== plan.burstRuns) throw new Error(`${plan.burstRuns} triggers were due once, and there are ${occurrences.length} occurrences`);
  const record = await audit(stack, cluster, occurrences.flatMap(({ runId }) => runId ?? []));
  const lost = await Promise.all(cluster.nodes.map((node) => node.counter('syncline_leases_lost_total')));
  await stack.stopNodes();
  const lateness = [...record.runs.values()].map(({ arrivedAtEpochMs }) => arrivedAtEpochMs - dueAt.getTime());
  return {
    nodes: NODES,
    runs: record.runs.size,
    drainSeconds: percentile(lateness, 1) / 1_000,
    latenessMsP99: percentile(lateness, 0.99),
    firedLate: occurrences.filter(({ outcome }) => outcome === 'FIRED_LATE').length,
    leasesLost: Math.max(dispatchedAgain(record), lost.reduce<number>((sum, count) => sum + (count ?? 0), 0)),
    strangers: usedByStrangers,
  };
}

/** @returns the second in which all are due: late enough for all to be defined before it, which the first few tell */
async function define(operator: Operator, targetOrigin: string, count: number): Promise<Date> {
  const tomorrow = new Date(Date.now() + 86_400_000 - 60_000);
  const begin = performance.now();
  await putTasks(operator, targetOrigin, 0, Math.min(SAMPLE, count), tomorrow);
  const estimateMs = ((performance.now() - begin) / SAMPLE) * count;
  const dueAt = new Date(Math.ceil((Date.now() + estimateMs * 1.5 + 10_000) / 1_000) * 1_000);
  await putTasks(operator, targetOrigin, 0, count, dueAt);
  if (Date.now() > dueAt.getTime() - 1_000) throw new Error(`${count} tasks could not be defined before they were due; is the machine busy?`);
  return dueAt;
}

async function putTasks(operator: Operator, targetOrigin: string, from: number, to: number, dueAt: Date): Promise<void> {
  let next = from;
  const put = async (): Promise<void> => {
    for (let number = next++; number < to; number = next++) await operator.define('tasks', timedTask(targetOrigin, number, dueAt));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, put));
}

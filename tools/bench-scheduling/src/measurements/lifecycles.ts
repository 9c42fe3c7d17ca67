import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs, percentile, statementCosts } from '@syncline/bench-kit';
import type { StatementCost } from '@syncline/bench-kit';
import type { Plan } from '../plan.ts';
import { ratePerSecond } from '../statistics/rate.ts';
import type { Stack } from '../stack/stack.ts';
import { messageTask } from '../stack/tasks.ts';
import { audit } from './audit.ts';
import { readProcessorUse, usePerLifecycle } from './processor-use.ts';
import type { ProcessorUse } from './processor-use.ts';
import { perLifecycle, readSqlCounters } from './sql-counters.ts';
import type { SqlCounters } from './sql-counters.ts';
import { watchOthers } from './others.ts';
import { untilEnded } from './until-ended.ts';

export interface LifecyclesMeasured {
  readonly nodes: number;
  readonly perSecond: number;
  /** Of the slowest and the fastest second of the measured span. */
  readonly slowestSecond: number;
  readonly fastestSecond: number;
  /** All of the measurement, its warm-up too; every one of them is SUCCEEDED. */
  readonly lifecycles: number;
  readonly sql: SqlCounters;
  readonly processor: ProcessorUse;
  /** Cores that other programs used meanwhile; null where the machine does not tell. */
  readonly strangers: number | null;
  /** The most expensive statements; none unless the server watches them. */
  readonly statements: readonly StatementCost[];
}

/**
 * Complete lifecycles a second: message accepted, dispatched over HTTP with a token, reported in a request of its own,
 * SUCCEEDED. A lifecycle ends when the target has the platform's answer to its report.
 */
export async function measureLifecycles(stack: Stack, plan: Plan, nodes: number): Promise<LifecyclesMeasured> {
  const cluster = await stack.startCluster(nodes);
  await cluster.operator.define('tasks', messageTask(stack.targetOrigin));
  const before = await readSqlCounters(cluster);

  await stack.publisher.call('beginClosedLoop', { open: plan.openLifecycles, forMs: plan.warmUpMs + plan.measuredMs });
  await delay(plan.warmUpMs);
  const from = monotonicMs();
  const strangers = await watchOthers(stack, cluster);
  const usedBefore = await readProcessorUse(stack, cluster);
  await delay(plan.measuredMs);
  const usedAfter = await readProcessorUse(stack, cluster);
  const usedByStrangers = await strangers();
  const accepted = await stack.publisher.call('accepted', null);
  await untilEnded(stack, accepted.length);
  const after = await readSqlCounters(cluster);

  const { runs } = await audit(stack, cluster, accepted);
  const statements = await statementCosts(cluster.databaseUrl);
  await stack.stopNodes();
  const ends = [...runs.values()].map(({ endedAt }) => endedAt ?? Number.NaN);
  const perSecond = ratePerSecond(ends, { from, to: from + plan.measuredMs });
  const seconds = Array.from({ length: Math.floor(plan.measuredMs / 1_000) }, (_, second) => ratePerSecond(ends, { from: from + second * 1_000, to: from + (second + 1) * 1_000 }));
  return {
    nodes,
    perSecond,
    slowestSecond: Math.min(...seconds),
    fastestSecond: percentile(seconds, 1),
    lifecycles: runs.size,
    sql: perLifecycle(before, after, runs.size),
    processor: usePerLifecycle(usedBefore, usedAfter, (perSecond * plan.measuredMs) / 1_000),
    strangers: usedByStrangers,
    statements,
  };
}

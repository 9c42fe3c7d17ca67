import { percentile } from '@syncline/bench-kit';
import type { Plan } from '../plan.ts';
import type { Stack } from '../stack/stack.ts';
import { messageTask } from '../stack/tasks.ts';
import { audit } from './audit.ts';
import { watchOthers } from './others.ts';
import { untilEnded } from './until-ended.ts';

export interface LatencyMeasured {
  readonly nodes: number;
  readonly messages: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** Cores that other programs used meanwhile; null where the machine does not tell. */
  readonly strangers: number | null;
}

const NODES = 2;
/** Compiles the code and opens the connections; not measured. */
const WARM_UP_MS = 3_000;

/** From the instant at which a message is due to be sent to the arrival of its dispatch at the target, in milliseconds. */
export async function measureLatency(stack: Stack, plan: Plan): Promise<LatencyMeasured> {
  const cluster = await stack.startCluster(NODES);
  await cluster.operator.define('tasks', messageTask(stack.targetOrigin));
  const warmUp = await stack.publisher.call('sendAtRate', { rate: plan.latencyRate, forMs: WARM_UP_MS });
  const strangers = await watchOthers(stack, cluster);
  const sent = await stack.publisher.call('sendAtRate', { rate: plan.latencyRate, forMs: plan.latencyMs });

  const usedByStrangers = await strangers();
  const accepted = [...warmUp.accepted, ...sent.accepted];
  await untilEnded(stack, accepted.length);
  const { runs } = await audit(stack, cluster, accepted);
  await stack.stopNodes();
  const latencies = [...runs.values()].flatMap(({ eventId, arrivedAt }) => {
    const dueAt = sent.dueAt.get(eventId ?? '');
    return dueAt === undefined ? [] : [arrivedAt - dueAt];
  });
  if (latencies.length !== sent.dueAt.size) throw new Error(`${sent.dueAt.size} messages were sent, and ${latencies.length} are known to the target`);
  return { nodes: NODES, messages: latencies.length, perSecond: plan.latencyRate, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), longest: percentile(latencies, 1), strangers: usedByStrangers };
}

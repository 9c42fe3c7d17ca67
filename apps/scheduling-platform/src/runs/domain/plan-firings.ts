import { decideOverlap, type OverlapDecision, type OverlapPolicy } from './decide-overlap.ts';

/** A firing of a task, with what the database says of its queue. */
export interface QueuedFiring {
  /** The id that its run will have, if one comes of it. */
  readonly runId: string;
  readonly task: string;
  readonly policy: OverlapPolicy;
  readonly isPaused: boolean;
  readonly businessDate: string | null;
  readonly parametersDigest: string;
  /** It joins no run that waits. */
  readonly standsAlone?: boolean;
  readonly situation: FiringSituation;
}

/** What stood there before the first firing of the batch; see `OverlapSituation`. */
export interface FiringSituation {
  readonly joinable: string | null;
  readonly isTaskActive: boolean;
  readonly isDateActive: boolean;
}

export type FiringPlan =
  | { readonly outcome: 'FIRED' | 'QUEUED_BEHIND' | 'COALESCED'; readonly runId: string }
  | { readonly outcome: 'SKIPPED_OVERLAP' | 'SKIPPED_PAUSED'; readonly runId: null };

export interface BatchPlan {
  /** In the order of the firings. */
  readonly plans: readonly FiringPlan[];
  /** Tasks of which everything that was active before is cancelled. */
  readonly cancelledTasks: readonly string[];
  /** Runs of this very batch in whose place a later firing of it came: made, and cancelled at once. */
  readonly cancelledRuns: readonly string[];
}

/** What the firings of one task found and made so far. */
interface Made {
  /** A firing of the batch has cancelled what the database knows of. */
  isCleared: boolean;
  runs: QueuedFiring[];
}

/**
 * What comes of several firings that are decided together: each finds what the database knew before, and what those
 * before it in the batch have made. It is the same as if each had come alone, in the same order.
 */
export function planFirings(firings: readonly QueuedFiring[]): BatchPlan {
  const made = new Map<string, Made>();
  const cancelledTasks = new Set<string>();
  const cancelledRuns: string[] = [];
  const plans = firings.map((firing): FiringPlan => {
    if (firing.isPaused) return { outcome: 'SKIPPED_PAUSED', runId: null };
    const soFar = made.get(firing.task) ?? { isCleared: false, runs: [] };
    made.set(firing.task, soFar);
    const decision = decide(firing, soFar);
    if (decision.outcome === 'SKIPPED_OVERLAP') return { outcome: 'SKIPPED_OVERLAP', runId: null };
    if (decision.outcome === 'COALESCED') return decision;
    if (decision.outcome === 'FIRED' && decision.cancelsPrevious) {
      cancelledTasks.add(firing.task);
      cancelledRuns.push(...soFar.runs.map(({ runId }) => runId));
      made.set(firing.task, { isCleared: true, runs: [firing] });
    } else {
      soFar.runs.push(firing);
    }
    return { outcome: decision.outcome, runId: firing.runId };
  });
  return { plans, cancelledTasks: [...cancelledTasks], cancelledRuns };
}

function decide({ policy, businessDate, parametersDigest, standsAlone = false, situation }: QueuedFiring, { isCleared, runs }: Made): OverlapDecision {
  const before = isCleared ? { joinable: null, isTaskActive: false, isDateActive: false } : situation;
  const same = runs.find((run) => run.businessDate === businessDate && run.parametersDigest === parametersDigest);
  return decideOverlap(policy, {
    joinable: standsAlone ? null : (before.joinable ?? same?.runId ?? null),
    taskIsActive: before.isTaskActive || runs.length > 0,
    dateIsActive: before.isDateActive || (businessDate !== null && runs.some((run) => run.businessDate === businessDate)),
  });
}

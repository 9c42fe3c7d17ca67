import type { Overlap, Progress, Reconciliation, ReportedFile } from '@syncline/contract';
import type { AttemptEnd } from '../../reports/domain/report.types.ts';
import { isActive, type RunState } from './run.state-machine.ts';

/**
 * A run as it stands, free of any database: what decisions read and what they hand back changed. Whoever stores it
 * writes back what differs, guarded by `state`, `attempt` and `leaseToken` as they were read.
 */
export interface RunSnapshot {
  // What never changes.
  readonly id: string;
  readonly task: string;
  readonly taskVersion: number;
  readonly groupName: string | null;
  readonly groupRunId: string | null;
  readonly businessDate: string | null;
  readonly overlap: Overlap;
  readonly queueKey: string;
  readonly createdAt: Date;

  readonly state: RunState;
  readonly reason: string | null;
  readonly detail: string | null;
  /** A member of a group that its group has not let go: in no queue, with no due time. */
  readonly isHeld: boolean;
  readonly attempt: number;
  /** The last attempt that may follow by itself. */
  readonly attemptLimit: number;
  /** Calls made to the target, over all attempts; of this attempt; in a row that were not accepted. */
  readonly dispatches: number;
  readonly attemptDispatches: number;
  readonly dispatchFailures: number;
  /** The highest sequence reported in this attempt; 0 for none. */
  readonly lastSequence: number;
  /** The report that ended this attempt; null while it runs, and where something else ended the run. */
  readonly attemptEnd: AttemptEnd | null;
  readonly progress: Progress | null;
  readonly files: readonly ReportedFile[] | null;
  readonly reconciliation: Reconciliation | null;

  /** When it is dispatched next; null: it waits for its turn, is held, or has ended. */
  readonly dueAt: Date | null;
  readonly nextUrl: string;
  readonly lastUrl: string | null;
  /** Of the claim that a node has on it just now. Changes only ever drop it; claiming is a statement of its own. */
  readonly leaseToken: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly deadlineAt: Date;
  /** When it is to be called silent; null: it is not watched, or that was said already. */
  readonly silentAt: Date | null;
}

/** In the queue of its task, having the turn or waiting for it. */
export const isQueued = (run: RunSnapshot): boolean => isActive(run.state) && !run.isHeld;

/** Whether somebody may get the turn by this change: the run came into its queue or left it. */
export const touchesQueue = (before: RunSnapshot, after: RunSnapshot): boolean => isQueued(before) !== isQueued(after);

/** Whether the group of the run has to look: a member began, ended, or was brought back. */
export function concernsGroup(before: RunSnapshot, after: RunSnapshot): boolean {
  if (after.groupRunId === null || before.state === after.state) return false;
  return after.state === 'RUNNING' || !isActive(after.state) || !isActive(before.state);
}

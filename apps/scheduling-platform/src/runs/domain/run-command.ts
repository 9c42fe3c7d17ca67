import type { ProblemCode, Report, ReportAnswer } from '@syncline/contract';
import type { AlertRequest, ResolveCause } from '../../alerts/domain/alert-request.ts';
import type { PlannedDeadlines } from '../../deadlines/domain/plan-deadlines.ts';
import type { DispatchOutcome } from '../../dispatching/domain/decide-dispatch-outcome.ts';
import type { RunEventKind } from './run-event-kind.ts';
import type { RunSnapshot } from './run-snapshot.ts';
import type { RunState } from './run.state-machine.ts';

/** Everything that may be done to a run that exists. Whatever wants to change one says so in these words. */
export type RunCommand = { readonly runId: string } & RunAction;

export type RunAction =
  | ReportAction
  | SettleAction
  | { readonly kind: 'HAND_BACK'; readonly leaseToken: string; readonly attempt: number }
  | { readonly kind: 'CANCEL'; readonly reason: CancelReason; readonly detail: string }
  /** `isHeld`: a group brings its member back and lets it go later; else a person does, and it takes its place in the queue. */
  | { readonly kind: 'RETRY'; readonly who: string; readonly isHeld: boolean }
  /** Its group lets a held member go: it enters the queue of its task. */
  | { readonly kind: 'RELEASE' }
  /** A member that never started will not start any more. */
  | { readonly kind: 'SKIP'; readonly reason: 'GROUP_STOPPED'; readonly detail: string }
  | { readonly kind: 'DEADLINE'; readonly which: DeadlineKind }
  /** Its time to be called silent may have come. */
  | { readonly kind: 'SILENCE' };

/** The word of the target. */
export interface ReportAction {
  readonly kind: 'REPORT';
  readonly report: Report;
  /** Who says so, as proven by a token; null: it is the answer to a dispatch, and whoever answers there may. */
  readonly reporter: { readonly issuer: string; readonly subject: string } | null;
}

/** What came of a dispatch. */
export interface SettleAction {
  readonly kind: 'SETTLE';
  /** Of the claim under which the call was made. */
  readonly leaseToken: string;
  readonly attempt: number;
  /** Which call of the attempt it was, and where it went. */
  readonly dispatch: number;
  readonly url: string;
  readonly outcome: DispatchOutcome;
}

export type CancelReason = 'CANCELLED_BY_REQUEST' | 'CANCELLED_BY_OVERLAP' | 'GROUP_STOPPED';

export type DeadlineKind = 'OVERDUE' | 'FAIL';

/** What became of a command. */
export type RunVerdict =
  /** It took effect; the run stands so now. */
  | { readonly kind: 'done'; readonly state: RunState }
  /** There was nothing left to do: it is cancelled, released, ended already. */
  | { readonly kind: 'unchanged'; readonly state: RunState }
  /** The lease under which it was said is another's by now, and so is the word on the run. */
  | { readonly kind: 'lost'; readonly state: RunState }
  | { readonly kind: 'reported'; readonly answer: ReportAnswer }
  /** Nothing changed but, maybe, the story of the run. */
  | { readonly kind: 'refused'; readonly code: ProblemCode; readonly detail: string };

/** A line in the story of a run. */
export interface StoryLine {
  readonly kind: RunEventKind;
  readonly detail: string | null;
  readonly data: unknown;
}

/** A report to be kept under its sequence, so that it is known when it comes again. */
export interface KeptReport {
  readonly report: Report;
  readonly digest: string;
  readonly isApplied: boolean;
}

/** What one command leads to: the run as it shall stand, and everything that goes with that in the same transaction. */
export interface RunDecision {
  readonly run: RunSnapshot;
  readonly verdict: RunVerdict;
  readonly story: readonly StoryLine[];
  readonly kept: KeptReport | null;
  readonly alerts: readonly AlertRequest[];
  readonly resolves: readonly ResolveCause[];
  /** DROP: the run meets no deadline any more. Otherwise: these from now on. */
  readonly deadlines: 'KEEP' | 'DROP' | PlannedDeadlines;
  /** The target is to be told that this attempt is cancelled. */
  readonly toCancel: CancelledCall | null;
}

/** An attempt, and the instance that was called in it. */
export interface CancelledCall {
  readonly attempt: number;
  readonly url: string;
}

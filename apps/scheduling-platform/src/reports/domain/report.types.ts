import type { ReconciliationResult, Report } from '@syncline/contract';
import type { RetryPolicy } from '../../runs/domain/retry-policy.ts';
import type { RunState } from '../../runs/domain/run.state-machine.ts';

/** How an attempt ended in the target's own words: what a later report is compared with. */
export interface AttemptEnd {
  readonly state: Exclude<Report['state'], 'RUNNING'>;
  readonly result: ReconciliationResult | null;
}

/** A run as far as reports are concerned. */
export interface ReportedRun {
  readonly state: RunState;
  readonly attempt: number;
  /** Dispatches of this attempt; 0 means that nobody can know of it yet. */
  readonly attemptDispatches: number;
  /** The highest sequence known of this attempt; 0 for none. */
  readonly lastSequence: number;
  readonly completion: 'RECONCILED' | 'REPORTED';
  readonly retry: RetryPolicy;
  /** The last attempt that may follow by itself. */
  readonly attemptLimit: number;
  /** The report that ended this attempt; null while it runs, and where something else ended the run. */
  readonly attemptEnd: AttemptEnd | null;
}

import type { Reporter } from '@syncline/contract';
import type { DeadlineRules, PlannedDeadlines } from '../../deadlines/domain/plan-deadlines.ts';
import type { KnownSequence } from '../../reports/domain/decide-report.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** What the version of the task that a run began with says about it; lengths in milliseconds. */
export interface RunRules {
  readonly completion: 'RECONCILED' | 'REPORTED';
  readonly retry: RetryPolicy;
  readonly silentAfterMs: number;
  readonly deadlines: DeadlineRules;
  /** Who may report; null: nobody but the answer to a dispatch. */
  readonly reporter: Reporter | null;
}

/** What a decision on a run rests on besides the run itself. */
export interface RunContext {
  /** By the clock of the database, the same for everything that is decided in one transaction. */
  readonly now: Date;
  readonly rules: RunRules;
  /** What is known of the sequence of the report at hand. */
  readonly known: KnownSequence | null;
  /** Where the run goes, should it go out once more. */
  readonly nextUrl: string;
  /** Of a RETRY: the deadlines of the run if it begins anew now. */
  readonly freshDeadlines: PlannedDeadlines | null;
  /** The deadline at hand stands and is due, and this transaction takes it away. */
  readonly isDeadlineMine: boolean;
}

import type { Dispatch } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import type { DispatchTarget } from './dispatch-target.ts';

/** For which job and attempt work is wanted. */
export interface WorkOrder {
  readonly jobId: string;
  readonly target: DispatchTarget;
  readonly dispatch: Dispatch;
  readonly businessDate: string;
}

/**
 * What stands behind a dispatch target: file syncs, or the run of an output. Whoever holds a job's row asks for it in the
 * same transaction, so that a job and its work are there together or not at all.
 */
export interface JobWork {
  /** @throws DomainError when the dispatch asks for something that there is not */
  begin(tx: Transaction, order: WorkOrder): Promise<void>;
  /** A new attempt: ends what is left of the one before, and does again only what did not succeed. */
  beginAgain(tx: Transaction, order: WorkOrder): Promise<void>;
  /** A dispatch asks again: what waits for somebody else looks at once. */
  hasten(tx: Transaction, jobId: string): Promise<void>;
  /** Takes the leases away: once this is committed, nothing more can be published. */
  cancel(tx: Transaction, jobId: string, why: { readonly reason: string; readonly detail: string }): Promise<void>;
  /** After a commit: there may be something to do. */
  nudge(): void;
  /** Stops the work in hand whose lease was taken away. */
  dropLostLeases(): Promise<boolean>;
}

import { DomainError } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { lockQueueOfRun } from '../persistence/sql/lock-queue-of-run.sql.ts';
import { lockRun, type LockedRunRow } from '../persistence/sql/lock-run.sql.ts';

/**
 * Holds a run until the transaction ends.
 *
 * Lock order, the same everywhere: queue, run, whatever belongs to the run. A firing takes the queue and then touches
 * runs in it; whoever may end a run, and so give the turn to the next, takes the queue first, too.
 *
 * @throws DomainError NOT_FOUND
 */
export async function lockRunForEnd(tx: Transaction, id: string): Promise<LockedRunRow> {
  await tx.execute(lockQueueOfRun, { id });
  return lockRunForProgress(tx, id);
}

/** Holds a run that will not end in this transaction. @throws DomainError NOT_FOUND */
export async function lockRunForProgress(tx: Transaction, id: string): Promise<LockedRunRow> {
  const [run] = await tx.query(lockRun, { id });
  if (run === undefined) throw new DomainError('NOT_FOUND', `There is no run ${id}.`);
  return run;
}

import type { Transaction } from '@syncline/database';
import { announce, type AnnounceOptions } from '../announcements/announce.ts';
import { newestRevisions } from '../persistence/sql/newest-revisions.sql.ts';
import type { BusinessDateRow } from '../persistence/sql/lock-business-date.sql.ts';
import { settleBusinessDate } from '../persistence/sql/settle-business-date.sql.ts';
import { announcedDatasets, closeOutcome } from './domain/close.ts';

/**
 * What the end of a build means for its date. The date is locked by this transaction, so that of two last builds that end
 * together one sees the other: without the lock both would see one still building, and nobody would close.
 *
 * CLOSED and its announcement, or a new revision and its restatement, are one transaction with the seal itself.
 */
export async function settleDate(tx: Transaction, date: BusinessDateRow, sealed: { readonly dataset: string; readonly revision: number } | null, options: AnnounceOptions): Promise<void> {
  const revisions = (await tx.query(newestRevisions, { businessDate: date.businessDate })).filter(({ isWithdrawn }) => !isWithdrawn);
  if (date.state === 'CLOSING') {
    const state = closeOutcome(revisions);
    if (state === 'CLOSING') return;
    await tx.execute(settleBusinessDate, { ...date, state });
    if (state === 'CLOSED') await tell('CLOSE', date.closeNumber, revisions);
    return;
  }
  // Only the views of this revision: one that failed before and has left the catalogue since must not keep it from being told.
  const restated = revisions.filter(({ dataset, revision }) => dataset === sealed?.dataset && revision === sealed.revision);
  if (restated.length === 0 || closeOutcome(restated) !== 'CLOSED') return;
  await tx.execute(settleBusinessDate, { ...date, closeNumber: date.closeNumber + 1 });
  await tell('RESTATEMENT', date.closeNumber + 1, restated);

  function tell(reason: 'CLOSE' | 'RESTATEMENT', closeNumber: number, of: typeof revisions): Promise<void> {
    return announce(tx, { businessDate: date.businessDate, closeNumber, reason, datasets: announcedDatasets(of) }, options);
  }
}

import { SyncFailure } from '../../file-syncs/domain/sync-failure.ts';

/** Which (business date, revision) a table holds or is about to hold. */
export interface Edition {
  readonly businessDate: string;
  readonly revision: number;
}

/** What a table holds; null before the first load. */
export const editionOf = ({ businessDate, revision }: { businessDate: string | null; revision: number | null }): Edition | null =>
  businessDate === null || revision === null ? null : { businessDate, revision };

/**
 * Key or columns other than those that the table was made from.
 * @throws SyncFailure SCHEMA_DRIFT
 */
export function refuseDrift(published: { fingerprint: string | null }, manifest: { fingerprint: string }): void {
  if (published.fingerprint === null || published.fingerprint === manifest.fingerprint) return;
  throw new SyncFailure('SCHEMA_DRIFT',
    `Key or columns of the dataset (fingerprint ${manifest.fingerprint}) are not those of the published table (${published.fingerprint}).`);
}

/**
 * Whether a sync may replace what is published. The same edition again is welcome: it repairs.
 * @throws SyncFailure OLDER_THAN_PUBLISHED
 */
export function refuseOlder(published: Edition | null, incoming: Edition, allowOlder: boolean): void {
  if (published === null || allowOlder) return;
  const older = incoming.businessDate < published.businessDate
    || (incoming.businessDate === published.businessDate && incoming.revision < published.revision);
  if (!older) return;
  throw new SyncFailure('OLDER_THAN_PUBLISHED',
    `${incoming.businessDate} revision ${incoming.revision} is older than what is published, ${published.businessDate} revision ${published.revision}.`);
}

/**
 * A limit is passed only by more than it says; a first load deletes nothing that anybody was served.
 * @throws SyncFailure GUARD_DELETED_PERCENT
 */
export function refuseMassDelete(published: Edition | null, rowsBefore: number, deleted: number, maxDeletedPercent: number): void {
  if (published === null || deleted * 100 <= maxDeletedPercent * rowsBefore) return;
  const percent = rowsBefore === 0 ? 100 : (deleted * 100) / rowsBefore;
  throw new SyncFailure('GUARD_DELETED_PERCENT',
    `${deleted} of ${rowsBefore} published rows (${percent.toFixed(2)} %) would be deleted, more than the limit of ${maxDeletedPercent} %.`);
}

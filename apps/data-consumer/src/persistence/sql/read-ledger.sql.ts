import type { Statement } from '@syncline/database';

export interface LedgerRow {
  extractId: string;
  partNumber: number;
  rowsLoaded: number;
  rowsRejected: number;
  acceptedDigest: string | null;
  fileSyncId: string;
  leaseToken: string;
}

const text = `
    SELECT extract_id, part_number, rows_loaded, rows_rejected, accepted_digest, file_sync_id, lease_token FROM part_ledger
    WHERE file_name = :fileName ORDER BY extract_id, part_number`;

/** Which parts of which extract are in a file's staging table. */
export const readLedger: Statement<{ fileName: string }, LedgerRow> = { name: 'read-ledger', postgres: text, oracle: text };

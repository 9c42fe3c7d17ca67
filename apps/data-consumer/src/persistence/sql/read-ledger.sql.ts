import type { Statement } from '@syncline/database';

const text = `
    SELECT extract_id, part_number, rows_loaded, lease_token FROM part_ledger
    WHERE file_name = :fileName ORDER BY extract_id, part_number`;

/** Which parts of which extract are in a file's staging table. */
export const readLedger: Statement<{ fileName: string }, { extractId: string; partNumber: number; rowsLoaded: number; leaseToken: string }> = {
  name: 'read-ledger', postgres: text, oracle: text,
};

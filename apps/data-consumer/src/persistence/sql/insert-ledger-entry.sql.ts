import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  fileName: string;
  extractId: string;
  partNumber: number;
  rowsLoaded: number;
  rowsRejected: number;
  /** Null where nothing was rejected. */
  acceptedDigest: string | null;
  fileSyncId: string;
  token: string;
}

const insert = (now: string, uuid: (bind: string) => string, lock: string): string => `
    INSERT INTO part_ledger (file_name, extract_id, part_number, rows_loaded, rows_rejected, accepted_digest, file_sync_id, lease_token, loaded_at)
    SELECT s.file_name, ${uuid('extractId')}, :partNumber, :rowsLoaded, :rowsRejected, :acceptedDigest, s.id, s.lease_token, ${now}
    FROM file_sync s
    WHERE s.id = :fileSyncId AND s.file_name = :fileName AND s.lease_token = :token${lock}`;

/**
 * The last write of a part's transaction. 0 rows: the lease is another's, and the part must be rolled back.
 * The row of the file sync stays locked until the commit (PostgreSQL: shared, so that the other parts may do the same), and
 * so nobody can take the lease between this check and the commit. If a part came in twice all the same, the primary key
 * of the ledger refuses the second and with it the second's rows.
 */
export const insertLedgerEntry: Statement<Binds> = {
  name: 'insert-ledger-entry',
  postgres: insert(NOW.postgres, (bind) => `CAST(:${bind} AS uuid)`, ' FOR SHARE')
    .replace(
      ':partNumber, :rowsLoaded, :rowsRejected, :acceptedDigest',
      'CAST(:partNumber AS integer), CAST(:rowsLoaded AS integer), CAST(:rowsRejected AS integer), CAST(:acceptedDigest AS varchar)',
    ),
  oracle: [
    'UPDATE file_sync SET lease_token = lease_token WHERE id = :fileSyncId AND lease_token = :token',
    insert(NOW.oracle, (bind) => `:${bind}`, ''),
  ],
};

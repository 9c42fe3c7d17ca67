import type { Statement } from '@syncline/database';
import { ACTIVE_STATES, sqlStates } from '../../file-syncs/domain/file-sync.state-machine.ts';
import { CLAIMED_COLUMNS, type ClaimedRow } from './claimed-columns.ts';
import { NOW, afterNow } from './sql-now.ts';

/**
 * Takes file syncs that are due and that nobody holds.
 *
 * Model:
 * - A row is free when it is not over, its due time has come and its lease (if any) has run out. A row whose holder died is
 *   therefore free by itself; what was merged but not committed is gone with the holder's connection, so PROVING and
 *   PUBLISHING begin again at LOADING, where the ledger says what is in staging already.
 * - One file has one sync in work: `working_file` is unique. The candidates leave out files that are in work and take the
 *   oldest waiting sync of each; where two instances still choose two syncs of one file, the second gets a unique violation
 *   and has lost the race.
 * - PostgreSQL: one UPDATE over candidates locked with SKIP LOCKED. Oracle refuses FOR UPDATE on a limited select
 *   (ORA-02014): candidates are read without a lock, the guarded UPDATE decides, and the rows are read back by the token.
 * - The token is fresh with each claim. Every later write carries it; a holder whose token is gone writes nothing more.
 */
const FREE = (now: string): string => `c.state IN (${sqlStates(ACTIVE_STATES)})
        AND c.due_at <= ${now}
        AND (c.lease_until IS NULL OR c.lease_until <= ${now})
        AND NOT EXISTS (
          SELECT 1 FROM file_sync o
          WHERE o.file_name = c.file_name AND o.id <> c.id
            AND (o.working_file IS NOT NULL
              OR (c.working_file IS NULL AND o.state = 'PENDING' AND o.due_at <= ${now}
                AND (o.created_at < c.created_at OR (o.created_at = c.created_at AND o.id < c.id)))))`;

const TAKEN = (now: string, until: string): string => `
      working_file = file_name,
      state = CASE state WHEN 'PENDING' THEN 'EXTRACTING' WHEN 'PROVING' THEN 'LOADING' WHEN 'PUBLISHING' THEN 'LOADING' ELSE state END,
      started_at = COALESCE(started_at, ${now}),
      lease_owner = :owner,
      lease_token = :token,
      lease_until = ${until}`;

const until = afterNow('leaseMs');

export const claimFileSyncs: Statement<{ owner: string; token: string; leaseMs: number; slots: number }, ClaimedRow> = {
  name: 'claim-file-syncs',
  postgres: `
    UPDATE file_sync SET ${TAKEN(NOW.postgres, until.postgres)}
    WHERE id IN (
      SELECT c.id FROM file_sync c
      WHERE ${FREE(NOW.postgres)}
      ORDER BY c.created_at, c.id
      LIMIT :slots
      FOR UPDATE OF c SKIP LOCKED)
    RETURNING ${CLAIMED_COLUMNS.postgres}`,
  oracle: [
    `UPDATE file_sync SET ${TAKEN(NOW.oracle, until.oracle)}
    WHERE id IN (
      SELECT id FROM (
        SELECT c.id FROM file_sync c
        WHERE ${FREE(NOW.oracle)}
        ORDER BY c.created_at, c.id)
      WHERE ROWNUM <= :slots)
      AND (lease_until IS NULL OR lease_until <= ${NOW.oracle})`,
    `SELECT ${CLAIMED_COLUMNS.oracle} FROM file_sync WHERE lease_token = :token`,
  ],
};

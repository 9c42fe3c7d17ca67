import type { Statement } from '@syncline/database';
import { statesBefore, sqlStates } from '../../file-syncs/domain/file-sync.state-machine.ts';
import { NOW } from './sql-now.ts';

interface Binds {
  id: string;
  token: string;
  rowsLoaded: number;
  partsLoaded: number;
  inserted: number;
  updated: number;
  deleted: number;
  unchanged: number;
  checksJson: string;
}

const complete = (now: string): string => `
    UPDATE file_sync
    SET state = 'SUCCEEDED', detail = NULL, result = 'MATCHED', checks_json = :checksJson, rows_loaded = :rowsLoaded, rows_seen = rows_expected,
        rows_rejected = (SELECT count(*) FROM rejected_row r WHERE r.file_sync_id = file_sync.id),
        parts_loaded = :partsLoaded, inserted = :inserted, updated = :updated, deleted = :deleted, unchanged = :unchanged,
        published_at = ${now}, ended_at = ${now}, working_file = NULL, lease_owner = NULL, lease_token = NULL, lease_until = NULL
    WHERE id = :id AND lease_token = :token AND state IN (${sqlStates(statesBefore('SUCCEEDED'))})`;

/**
 * The last write of the publishing transaction. 0 rows: the lease is another's or the sync was cancelled; everything is
 * rolled back. It comes last because it locks the row that the lease is renewed in.
 */
export const completeFileSync: Statement<Binds> = {
  name: 'complete-file-sync', postgres: complete(NOW.postgres), oracle: complete(NOW.oracle),
};

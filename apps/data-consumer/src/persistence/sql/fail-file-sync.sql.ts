import type { Statement } from '@syncline/database';
import { statesBefore, sqlStates } from '../../file-syncs/domain/file-sync.state-machine.ts';
import { LEDGER } from './ledger-figures.ts';
import { NOW } from './sql-now.ts';

interface Binds {
  id: string;
  token: string;
  reason: string;
  detail: string;
  result: 'MATCHED' | 'MISMATCHED' | null;
  checksJson: string | null;
  differencesTotal: number;
}

const fail = (now: string): string => `
    UPDATE file_sync
    SET state = 'FAILED', reason = :reason, detail = :detail, result = :result, checks_json = :checksJson,
        differences_total = :differencesTotal, rows_rejected = (SELECT count(*) FROM rejected_row r WHERE r.file_sync_id = file_sync.id),
        parts_loaded = CASE WHEN state = 'LOADING' THEN ${LEDGER.partsLoaded} ELSE parts_loaded END,
        rows_loaded = CASE WHEN state = 'LOADING' THEN ${LEDGER.rowsLoaded} ELSE rows_loaded END,
        against_digest = (SELECT p.manifest_digest FROM publication p WHERE p.file_name = file_sync.file_name),
        ended_at = ${now}, working_file = NULL,
        lease_owner = NULL, lease_token = NULL, lease_until = NULL
    WHERE id = :id AND lease_token = :token AND state IN (${sqlStates(statesBefore('FAILED'))})`;

/**
 * What was proven keeps the figures that it was proven with: after a mismatch the ledger is empty. What is published is still
 * what a guard compared with: while the sync is in work nothing else of its file is published, nor rolled back.
 */
export const failFileSync: Statement<Binds> = { name: 'fail-file-sync', postgres: fail(NOW.postgres), oracle: fail(NOW.oracle) };

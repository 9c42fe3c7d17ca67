import { statement } from '@syncline/database';
import type { RunSnapshot } from '../../runs/domain/run-snapshot.ts';
import { NOW } from './now.ts';

type Said = 'attemptEnd' | 'progress' | 'files' | 'reconciliation';

/** A run as the decisions see it; what is kept as JSON has the names of its columns. */
export interface LockedRunRow extends Omit<RunSnapshot, Said> {
  readonly attemptEndJson: RunSnapshot['attemptEnd'];
  readonly progressJson: RunSnapshot['progress'];
  readonly filesJson: RunSnapshot['files'];
  readonly reconciliationJson: RunSnapshot['reconciliation'];
  /** Others wait for a turn in its queue; only true for sure while the queue is held. */
  readonly isAwaited: boolean;
  readonly nowAt: Date;
}

const lock = (now: string, ids: string, held: string): string => `
  SELECT id, task, task_version, group_name, group_run_id, business_date, overlap, queue_key, state, reason, detail, is_held, attempt, attempt_limit,
    dispatches, attempt_dispatches, dispatch_failures, last_sequence, attempt_end_json, progress_json, files_json, reconciliation_json,
    due_at, next_url, last_url, lease_token, created_at, started_at, ended_at, deadline_at, silent_at,
    CASE WHEN EXISTS (SELECT 1 FROM runs w WHERE w.queue_key = runs.queue_key AND w.state = 'QUEUED' AND w.due_at IS NULL AND w.is_held = ${held}) THEN 1 ELSE 0 END AS is_awaited,
    ${now} AS now_at
  FROM runs WHERE id IN (${ids}) ORDER BY id FOR UPDATE`;

/** Runs as they are now (a JSON list of ids), held until the transaction ends; taken in the order of their ids. */
export const lockRuns = statement<{ ids: string }, LockedRunRow>({
  name: 'lock-runs',
  postgres: lock(NOW.postgres, 'SELECT CAST(jsonb_array_elements_text(CAST(:ids AS jsonb)) AS uuid)', 'FALSE'),
  oracle: lock(NOW.oracle, `SELECT t.id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$')) t`, '0'),
});

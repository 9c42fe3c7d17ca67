import type { Overlap, Progress, Reconciliation, ReportedFile, RunState } from '@syncline/contract';
import { statement } from '@syncline/database';
import type { AttemptEnd } from '../../reports/domain/report.types.ts';
import { NOW } from './now.ts';

export interface LockedRunRow {
  id: string;
  task: string;
  taskVersion: number;
  groupName: string | null;
  groupRunId: string | null;
  businessDate: string | null;
  overlap: Overlap;
  queueKey: string;
  state: RunState;
  reason: string | null;
  detail: string | null;
  isHeld: boolean;
  attempt: number;
  attemptLimit: number;
  dispatches: number;
  attemptDispatches: number;
  dispatchFailures: number;
  lastSequence: number;
  attemptEndJson: AttemptEnd | null;
  progressJson: Progress | null;
  filesJson: ReportedFile[] | null;
  reconciliationJson: Reconciliation | null;
  dueAt: Date | null;
  nextUrl: string;
  lastUrl: string | null;
  leaseToken: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  deadlineAt: Date;
  silentAt: Date | null;
  /** Others wait for a turn in its queue; only true for sure while the queue is held. */
  isAwaited: boolean;
  nowAt: Date;
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

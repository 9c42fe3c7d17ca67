import type { Parameters, Report, SyncJobState } from '@syncline/contract';
import type { Statement } from '@syncline/database';

export interface SyncJobRow {
  id: string;
  target: string;
  runId: string;
  caller: string;
  task: string;
  businessDate: string;
  attempt: number;
  parametersJson: Parameters;
  dispatchDigest: string;
  callbackUrl: string;
  traceparent: string | null;
  state: SyncJobState;
  reportJson: Report;
  createdAt: Date;
  endedAt: Date | null;
}

const SELECT = `SELECT id, target, run_id, caller, task, business_date, attempt, parameters_json, dispatch_digest, callback_url, traceparent,
      state, report_json, created_at, ended_at
    FROM sync_job`;

/**
 * Everything that changes a job holds its row first, so that the sequence of its reports grows by one at a time over all
 * instances. Lock order: job, then file syncs, then outbox.
 */
export const lockSyncJob: Statement<{ id: string }, SyncJobRow> = {
  name: 'lock-sync-job',
  postgres: `${SELECT} WHERE id = :id FOR UPDATE`,
  oracle: `${SELECT} WHERE id = :id FOR UPDATE`,
};

export const lockSyncJobOfRun: Statement<{ target: string; runId: string }, SyncJobRow> = {
  name: 'lock-sync-job-of-run',
  postgres: `${SELECT} WHERE target = :target AND run_id = :runId FOR UPDATE`,
  oracle: `${SELECT} WHERE target = :target AND run_id = :runId FOR UPDATE`,
};

/** The same without the lock, for those who only look. */
export const readSyncJobOfRun: Statement<{ target: string; runId: string }, SyncJobRow> = {
  name: 'read-sync-job-of-run',
  postgres: `${SELECT} WHERE target = :target AND run_id = :runId`,
  oracle: `${SELECT} WHERE target = :target AND run_id = :runId`,
};

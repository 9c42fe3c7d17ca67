import type { Report } from '@syncline/contract';
import type { Statement } from '@syncline/database';
import { NOW, afterNow } from './sql-now.ts';

export interface ClaimedReport {
  jobId: string;
  runId: string;
  callbackUrl: string;
  traceparent: string | null;
  attempt: number;
  reportSequence: number;
  reportJson: Report;
  tries: number;
}

const COLUMNS = 'job_id, run_id, callback_url, traceparent, attempt, report_sequence, report_json, tries';
const free = (now: string): string => `due_at <= ${now} AND (lease_until IS NULL OR lease_until <= ${now})`;
const until = afterNow('leaseMs');

/** Takes reports that are due for delivery; one instance delivers one report at a time. */
export const claimReports: Statement<{ token: string; leaseMs: number; limit: number }, ClaimedReport> = {
  name: 'claim-reports',
  postgres: `
    UPDATE report_outbox SET lease_token = :token, lease_until = ${until.postgres}, tries = tries + 1
    WHERE job_id IN (
      SELECT job_id FROM report_outbox WHERE ${free(NOW.postgres)} ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING ${COLUMNS}`,
  oracle: [
    `UPDATE report_outbox SET lease_token = :token, lease_until = ${until.oracle}, tries = tries + 1
    WHERE job_id IN (
      SELECT job_id FROM (SELECT job_id FROM report_outbox WHERE ${free(NOW.oracle)} ORDER BY due_at) WHERE ROWNUM <= :limit)
      AND ${free(NOW.oracle)}`,
    `SELECT ${COLUMNS} FROM report_outbox WHERE lease_token = :token`,
  ],
};

import { statement } from '@syncline/database';
import { inMs, NOW } from './now.ts';

interface Binds {
  leaseToken: string;
  leaseMs: number;
  slots: number;
}

export interface CancellationRow {
  runId: string;
  attempt: number;
  url: string;
  tries: number;
  task: string;
  taskVersion: number;
  traceparent: string | null;
}

const columns = 'c.run_id, c.attempt, c.url, c.tries, r.task, r.task_version, r.traceparent';

/** The lease of a cancellation is its due time pushed ahead: a node that dies leaves it due again. */
export const claimCancellations = statement<Binds, CancellationRow>({
  name: 'claim-cancellations',
  postgres: `
    WITH due AS (
      SELECT run_id, attempt FROM run_cancellations WHERE due_at <= ${NOW.postgres}
      ORDER BY due_at LIMIT CAST(:slots AS integer) FOR UPDATE SKIP LOCKED)
    UPDATE run_cancellations c SET lease_token = :leaseToken, due_at = ${inMs('leaseMs').postgres}, tries = c.tries + 1
    FROM due, runs r
    WHERE c.run_id = due.run_id AND c.attempt = due.attempt AND r.id = c.run_id
    RETURNING ${columns}`,
  oracle: [
    `UPDATE run_cancellations SET lease_token = :leaseToken, due_at = ${inMs('leaseMs').oracle}, tries = tries + 1
     WHERE due_at <= ${NOW.oracle} AND (run_id, attempt) IN (
       SELECT run_id, attempt FROM run_cancellations WHERE due_at <= ${NOW.oracle} ORDER BY due_at FETCH FIRST :slots ROWS ONLY)`,
    `SELECT ${columns} FROM run_cancellations c JOIN runs r ON r.id = c.run_id WHERE c.lease_token = :leaseToken`,
  ],
});

import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';
import { inMs, NOW } from './now.ts';

interface Binds {
  leaseToken: string;
  leaseMs: number;
  slots: number;
  slotsOfUrl: number;
  /** JSON list of URLs that the node is waiting for, and of how many `calls`. */
  busy: string;
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

const busy = rowsOf('busy', 'b', { url: 'text', calls: 'number' });
const due = (now: string, calls: string): string => `
  SELECT w.run_id, w.attempt, w.due_at, COALESCE(b.calls, 0) + ROW_NUMBER() OVER (PARTITION BY w.url ORDER BY w.due_at, w.run_id, w.attempt) AS place
  FROM run_cancellations w LEFT JOIN ${calls} ON b.url = w.url
  WHERE w.due_at <= ${now} AND w.give_up_at > ${now}`;

/**
 * The lease of a cancellation is its due time pushed ahead: a node that dies leaves it due again. Of each URL the node has
 * at most `slotsOfUrl` in hand: one that does not answer holds up itself only.
 */
export const claimCancellations = statement<Binds, CancellationRow>({
  name: 'claim-cancellations',
  postgres: `
    WITH due AS (${due(NOW.postgres, busy.postgres)}),
    taken AS (
      SELECT t.run_id, t.attempt FROM run_cancellations t JOIN due ON due.run_id = t.run_id AND due.attempt = t.attempt
      WHERE due.place <= CAST(:slotsOfUrl AS integer) AND t.due_at <= ${NOW.postgres}
      ORDER BY t.due_at LIMIT CAST(:slots AS integer) FOR UPDATE OF t SKIP LOCKED)
    UPDATE run_cancellations c SET lease_token = :leaseToken, due_at = ${inMs('leaseMs').postgres}, tries = c.tries + 1
    FROM taken, runs r
    WHERE c.run_id = taken.run_id AND c.attempt = taken.attempt AND r.id = c.run_id
    RETURNING ${columns}`,
  oracle: [
    `UPDATE run_cancellations SET lease_token = :leaseToken, due_at = ${inMs('leaseMs').oracle}, tries = tries + 1
     WHERE due_at <= ${NOW.oracle} AND (run_id, attempt) IN (
       SELECT d.run_id, d.attempt FROM (${due(NOW.oracle, busy.oracle)}) d WHERE d.place <= :slotsOfUrl ORDER BY d.due_at FETCH FIRST :slots ROWS ONLY)`,
    `SELECT ${columns} FROM run_cancellations c JOIN runs r ON r.id = c.run_id WHERE c.lease_token = :leaseToken`,
  ],
});

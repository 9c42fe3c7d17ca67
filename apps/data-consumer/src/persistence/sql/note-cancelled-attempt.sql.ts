import type { Statement } from '@syncline/database';

interface Binds {
  target: string;
  runId: string;
  attempt: number;
}

/**
 * Raises the attempt up to which a run is cancelled, and answers where it stands now. A dispatch that would begin an
 * attempt asks with 0. Both write the row, so the second waits for the commit of the first: a cancel either finds the job
 * that a dispatch has made, or the dispatch finds the cancel.
 *
 * PostgreSQL: one upsert, which waits for an uncommitted row of the same key. Oracle: MERGE waits too, but may then fail
 * with a unique violation; the dispatch is tried again and the platform repeats its DELETE.
 */
export const noteCancelledAttempt: Statement<Binds, { attempt: number }> = {
  name: 'note-cancelled-attempt',
  postgres: `
    INSERT INTO cancelled_attempt (target, run_id, attempt) VALUES (:target, :runId, :attempt)
    ON CONFLICT (target, run_id) DO UPDATE SET attempt = GREATEST(cancelled_attempt.attempt, excluded.attempt)
    RETURNING attempt`,
  oracle: [
    `MERGE INTO cancelled_attempt c
    USING (SELECT :target AS target, :runId AS run_id, :attempt AS attempt FROM dual) n ON (c.target = n.target AND c.run_id = n.run_id)
    WHEN MATCHED THEN UPDATE SET c.attempt = GREATEST(c.attempt, n.attempt)
    WHEN NOT MATCHED THEN INSERT (target, run_id, attempt) VALUES (n.target, n.run_id, n.attempt)`,
    'SELECT attempt FROM cancelled_attempt WHERE target = :target AND run_id = :runId',
  ],
};

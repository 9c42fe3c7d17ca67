import type { Statement } from '@syncline/database';
import type { OutputDefinition } from '../../outputs/definitions/output-definition.ts';
import { outputStatesBefore, sqlOutputStates } from '../../outputs/domain/output-run.state-machine.ts';
import { NOW, afterNow } from './sql-now.ts';

/** What the holder of a run needs to know to compute its output. */
export interface ClaimedOutputRun {
  id: string;
  jobId: string;
  runId: string;
  attempt: number;
  outputName: string;
  definitionJson: OutputDefinition;
  businessDate: string;
  traceparent: string | null;
  leaseToken: string;
}

const COLUMNS = 'id, job_id, run_id, attempt, output_name, definition_json, business_date, traceparent, lease_token';

/**
 * Takes runs of outputs that are due and that nobody holds; the model is that of `claim-file-syncs.sql.ts`. A run whose
 * holder died is free when its lease has run out, and begins anew: what it had computed was rolled back with its connection.
 * One output is computed by one at a time: `working_output` is unique, and the oldest waiting run of each goes first.
 */
const FREE = (now: string): string => `c.state IN (${sqlOutputStates(outputStatesBefore('FAILED'))})
        AND c.due_at <= ${now}
        AND (c.lease_until IS NULL OR c.lease_until <= ${now})
        AND NOT EXISTS (
          SELECT 1 FROM output_run o
          WHERE o.output_name = c.output_name AND o.id <> c.id
            AND (o.working_output IS NOT NULL
              OR (c.working_output IS NULL AND o.state = 'PENDING' AND o.due_at <= ${now}
                AND (o.created_at < c.created_at OR (o.created_at = c.created_at AND o.id < c.id)))))`;

const TAKEN = (now: string, until: string): string => `
      working_output = output_name,
      state = 'COMPUTING',
      started_at = COALESCE(started_at, ${now}),
      lease_owner = :owner,
      lease_token = :token,
      lease_until = ${until}`;

const until = afterNow('leaseMs');

export const claimOutputRuns: Statement<{ owner: string; token: string; leaseMs: number; slots: number }, ClaimedOutputRun> = {
  name: 'claim-output-runs',
  postgres: `
    UPDATE output_run SET ${TAKEN(NOW.postgres, until.postgres)}
    WHERE id IN (
      SELECT c.id FROM output_run c
      WHERE ${FREE(NOW.postgres)}
      ORDER BY c.created_at, c.id
      LIMIT :slots
      FOR UPDATE OF c SKIP LOCKED)
    RETURNING ${COLUMNS}`,
  oracle: [
    `UPDATE output_run SET ${TAKEN(NOW.oracle, until.oracle)}
    WHERE id IN (
      SELECT id FROM (
        SELECT c.id FROM output_run c
        WHERE ${FREE(NOW.oracle)}
        ORDER BY c.created_at, c.id)
      WHERE ROWNUM <= :slots)
      AND (lease_until IS NULL OR lease_until <= ${NOW.oracle})`,
    `SELECT ${COLUMNS} FROM output_run WHERE lease_token = :token`,
  ],
};

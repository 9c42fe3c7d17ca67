import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  jobId: string;
  runId: string;
  callbackUrl: string;
  traceparent: string | null;
  attempt: number;
  reportSequence: number;
  reportJson: string;
}

/** Puts a report into the outbox in place of an older one. A delivery that is under way keeps its lease, and its acknowledgement will not remove the newer report. */
export const putReport: Statement<Binds> = {
  name: 'put-report',
  postgres: `
    INSERT INTO report_outbox (job_id, run_id, callback_url, traceparent, attempt, report_sequence, report_json, tries, due_at)
    VALUES (:jobId, :runId, :callbackUrl, :traceparent, :attempt, :reportSequence, :reportJson, 0, ${NOW.postgres})
    ON CONFLICT (job_id) DO UPDATE
    SET callback_url = excluded.callback_url, traceparent = excluded.traceparent, attempt = excluded.attempt,
        report_sequence = excluded.report_sequence, report_json = excluded.report_json,
        tries = 0, due_at = excluded.due_at`,
  oracle: `
    MERGE INTO report_outbox o
    USING (SELECT :jobId AS job_id FROM dual) n ON (o.job_id = n.job_id)
    WHEN MATCHED THEN UPDATE
    SET o.callback_url = :callbackUrl, o.traceparent = :traceparent, o.attempt = :attempt,
        o.report_sequence = :reportSequence, o.report_json = :reportJson, o.tries = 0, o.due_at = ${NOW.oracle}
    WHEN NOT MATCHED THEN INSERT (job_id, run_id, callback_url, traceparent, attempt, report_sequence, report_json, tries, due_at)
    VALUES (:jobId, :runId, :callbackUrl, :traceparent, :attempt, :reportSequence, :reportJson, 0, ${NOW.oracle})`,
};

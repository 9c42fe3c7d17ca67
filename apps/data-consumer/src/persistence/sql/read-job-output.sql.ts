import type { OutputRunState } from '@syncline/contract';
import type { Statement } from '@syncline/database';
import type { Check } from '../../proving/domain/check.ts';

/** The run of an output as reports and answers show it. */
export interface OutputRunRow {
  id: string;
  runId: string;
  attempt: number;
  outputName: string;
  businessDate: string;
  state: OutputRunState;
  reason: string | null;
  detail: string | null;
  checksJson: Check[] | null;
  startedAt: Date | null;
  endedAt: Date | null;
}

export const OUTPUT_RUN_COLUMNS = 'o.id, o.run_id, o.attempt, o.output_name, o.business_date, o.state, o.reason, o.detail, o.checks_json, o.started_at, o.ended_at';

const text = `
    SELECT ${OUTPUT_RUN_COLUMNS} FROM output_run o
    WHERE o.job_id = :jobId AND o.attempt = (SELECT max(n.attempt) FROM output_run n WHERE n.job_id = o.job_id)`;

/** A job's newest attempt to compute its output: the present one, or an earlier one that succeeded and was not done again. */
export const readJobOutput: Statement<{ jobId: string }, OutputRunRow> = { name: 'read-job-output', postgres: text, oracle: text };

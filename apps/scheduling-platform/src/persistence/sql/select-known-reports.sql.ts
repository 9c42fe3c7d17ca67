import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';

export interface KnownReportRow {
  runId: string;
  attempt: number;
  sequence: number;
  digest: string;
}

const asked = rowsOf('sequences', 'q', { runId: 'uuid', attempt: 'number', sequence: 'number' });
const select = (from: string): string => `
  SELECT k.run_id, k.attempt, k.sequence, k.digest
  FROM run_reports k JOIN ${from} ON k.run_id = q.run_id AND k.attempt = q.attempt AND k.sequence = q.sequence`;

/** Which of these sequences (a JSON list of `runId`, `attempt`, `sequence`) are taken, and by what. */
export const selectKnownReports = statement<{ sequences: string }, KnownReportRow>({
  name: 'select-known-reports',
  postgres: select(asked.postgres),
  oracle: select(asked.oracle),
});

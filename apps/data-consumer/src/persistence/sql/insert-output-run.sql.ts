import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  id: string;
  jobId: string;
  runId: string;
  attempt: number;
  outputName: string;
  definitionJson: string;
  businessDate: string;
  traceparent: string | null;
}

const insert = (now: string): string => `
    INSERT INTO output_run (id, job_id, run_id, attempt, output_name, definition_json, business_date, traceparent, state, due_at, created_at)
    VALUES (:id, :jobId, :runId, :attempt, :outputName, :definitionJson, :businessDate, :traceparent, 'PENDING', ${now}, ${now})`;

export const insertOutputRun: Statement<Binds> = { name: 'insert-output-run', postgres: insert(NOW.postgres), oracle: insert(NOW.oracle) };

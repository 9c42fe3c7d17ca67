import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  id: string;
  jobId: string;
  runId: string;
  attempt: number;
  fileName: string;
  definitionJson: string;
  businessDate: string;
  isOlderAllowed: boolean;
  traceparent: string | null;
}

const insert = (now: string): string => `
    INSERT INTO file_sync (id, job_id, run_id, attempt, file_name, definition_json, business_date, is_older_allowed, traceparent, state,
      rows_loaded, rows_seen, bytes_seen, parts_loaded, differences_total, due_at, created_at)
    VALUES (:id, :jobId, :runId, :attempt, :fileName, :definitionJson, :businessDate, :isOlderAllowed, :traceparent, 'PENDING',
      0, 0, 0, 0, 0, ${now}, ${now})`;

export const insertFileSync: Statement<Binds> = { name: 'insert-file-sync', postgres: insert(NOW.postgres), oracle: insert(NOW.oracle) };

import { statement } from '@syncline/database';
import { NOW } from './now.ts';

interface Binds {
  id: string;
  runId: string;
  kind: string;
  detail: string | null;
  data: string | null;
}

const insert = (now: string): string => `INSERT INTO run_events (id, run_id, at, kind, detail, data_json) VALUES (:id, :runId, ${now}, :kind, :detail, :data)`;

export const insertRunEvent = statement<Binds>({ name: 'insert-run-event', postgres: insert(NOW.postgres), oracle: insert(NOW.oracle) });

import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  id: string;
  target: string;
  runId: string;
  caller: string;
  task: string;
  businessDate: string;
  attempt: number;
  parametersJson: string;
  dispatchDigest: string;
  callbackUrl: string;
  traceparent: string | null;
  reportJson: string;
}

const insert = (now: string): string => `
    INSERT INTO sync_job (id, target, run_id, caller, task, business_date, attempt, parameters_json, dispatch_digest, callback_url,
      traceparent, state, report_json, reported_at, created_at)
    VALUES (:id, :target, :runId, :caller, :task, :businessDate, :attempt, :parametersJson, :dispatchDigest, :callbackUrl,
      :traceparent, 'RUNNING', :reportJson, ${now}, ${now})`;

/** A unique violation means that another instance took the same dispatch a moment ago: it is a repeat. */
export const insertSyncJob: Statement<Binds> = { name: 'insert-sync-job', postgres: insert(NOW.postgres), oracle: insert(NOW.oracle) };

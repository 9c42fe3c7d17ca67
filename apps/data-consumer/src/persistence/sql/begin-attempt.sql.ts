import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  id: string;
  attempt: number;
  dispatchDigest: string;
  callbackUrl: string;
  traceparent: string | null;
  reportJson: string;
}

const begin = (now: string): string => `
    UPDATE sync_job
    SET attempt = :attempt, dispatch_digest = :dispatchDigest, callback_url = :callbackUrl, traceparent = :traceparent,
        state = 'RUNNING', report_json = :reportJson, reported_at = ${now}, ended_at = NULL
    WHERE id = :id AND attempt < :attempt`;

export const beginAttempt: Statement<Binds> = { name: 'begin-attempt', postgres: begin(NOW.postgres), oracle: begin(NOW.oracle) };

import type { Statement } from '@syncline/database';
import { NOW, afterNow } from './sql-now.ts';

type Delivered = { jobId: string; token: string; attempt: number; reportSequence: number };

const remove = `
    DELETE FROM report_outbox
    WHERE job_id = :jobId AND lease_token = :token AND attempt = :attempt AND report_sequence = :reportSequence`;

const free = `
    UPDATE report_outbox SET lease_token = NULL, lease_until = NULL
    WHERE job_id = :jobId AND lease_token = :token`;

/** The platform has it (or will never take it): gone, unless a newer report has taken its place meanwhile. */
export const removeReport: Statement<Delivered> = { name: 'remove-report', postgres: [remove, free], oracle: [remove, free] };

const due = afterNow('waitMs');
const postpone = (dueAt: string, now: string, sequence: string): string => `
    UPDATE report_outbox
    SET lease_token = NULL, lease_until = NULL, due_at = CASE WHEN report_sequence = ${sequence} THEN ${dueAt} ELSE ${now} END
    WHERE job_id = :jobId AND lease_token = :token`;

/** Not delivered: tried again later; a newer report at once. */
export const postponeReport: Statement<{ jobId: string; token: string; reportSequence: number; waitMs: number }> = {
  name: 'postpone-report',
  postgres: postpone(due.postgres, NOW.postgres, 'CAST(:reportSequence AS integer)'),
  oracle: postpone(due.oracle, NOW.oracle, ':reportSequence'),
};

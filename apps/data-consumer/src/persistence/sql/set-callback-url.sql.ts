import type { Statement } from '@syncline/database';

const job = 'UPDATE sync_job SET callback_url = :callbackUrl WHERE id = :id';
const outbox = 'UPDATE report_outbox SET callback_url = :callbackUrl WHERE job_id = :id';

/** The last callback address wins, also for a report that waits to be delivered. */
export const setCallbackUrl: Statement<{ id: string; callbackUrl: string }> = {
  name: 'set-callback-url', postgres: [job, outbox], oracle: [job, outbox],
};

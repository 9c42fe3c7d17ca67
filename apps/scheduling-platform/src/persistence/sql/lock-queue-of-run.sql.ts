import { statement } from '@syncline/database';

/** `lock-queue` for a run whose queue is not known yet. A run never changes its queue. */
export const lockQueueOfRun = statement<{ id: string }>({
  name: 'lock-queue-of-run',
  postgres: `INSERT INTO run_queues (queue_key) SELECT queue_key FROM runs WHERE id = :id ON CONFLICT (queue_key) DO UPDATE SET queue_key = EXCLUDED.queue_key`,
  oracle: [
    `INSERT /*+ IGNORE_ROW_ON_DUPKEY_INDEX(run_queues, pk_run_queues) */ INTO run_queues (queue_key) SELECT queue_key FROM runs WHERE id = :id`,
    `SELECT queue_key FROM run_queues WHERE queue_key = (SELECT queue_key FROM runs WHERE id = :id) FOR UPDATE`,
  ],
});

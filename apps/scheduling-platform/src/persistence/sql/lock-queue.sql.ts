import { statement } from '@syncline/database';

/**
 * Takes the lock of a queue until the transaction ends. Firings and ends of one queue go one after the other, so that
 * neither "nobody is active, I begin" is said twice nor "nobody waits" said while somebody joins. Lock order: the
 * queue, then its runs.
 */
export const lockQueue = statement<{ queueKey: string }>({
  name: 'lock-queue',
  postgres: `INSERT INTO run_queues (queue_key) VALUES (:queueKey) ON CONFLICT (queue_key) DO UPDATE SET queue_key = EXCLUDED.queue_key`,
  oracle: [
    `INSERT /*+ IGNORE_ROW_ON_DUPKEY_INDEX(run_queues, pk_run_queues) */ INTO run_queues (queue_key) VALUES (:queueKey)`,
    `SELECT queue_key FROM run_queues WHERE queue_key = :queueKey FOR UPDATE`,
  ],
});

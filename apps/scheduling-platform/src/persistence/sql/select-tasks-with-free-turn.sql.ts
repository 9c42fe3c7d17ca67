import { statement } from '@syncline/database';
import { ACTIVE_STATES } from '../../runs/domain/run.state-machine.ts';

const select = `
  SELECT DISTINCT w.task, w.queue_key FROM runs w
  WHERE w.state = 'QUEUED' AND w.due_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM runs a
    WHERE a.task = w.task AND a.state IN (${ACTIVE_STATES}) AND a.due_at IS NOT NULL
      AND (w.overlap <> 'ALLOW' OR a.business_date = w.business_date))`;

/**
 * Queues in which runs wait for nobody. There are none, unless a task changed its overlap policy, and with it its lock,
 * between two runs; the sweep asks, so that nothing can wait for ever.
 */
export const selectTasksWithFreeTurn = statement<object, { task: string; queueKey: string }>({
  name: 'select-tasks-with-free-turn',
  postgres: select,
  oracle: select,
});

import { statement } from '@syncline/database';
import { ACTIVE_STATES } from '../../runs/domain/run.state-machine.ts';

const select = (held: string): string => `
  SELECT DISTINCT w.queue_key FROM runs w
  WHERE w.state = 'QUEUED' AND w.due_at IS NULL AND w.is_held = ${held} AND NOT EXISTS (
    SELECT 1 FROM runs a
    WHERE a.task = w.task AND a.state IN (${ACTIVE_STATES}) AND a.due_at IS NOT NULL AND (w.overlap <> 'ALLOW' OR a.business_date = w.business_date))
  ORDER BY w.queue_key FETCH FIRST 100 ROWS ONLY`;

/**
 * Queues in which runs wait for nobody. There are none, unless a task changed its overlap policy, and with it its lock,
 * between two runs; the sweep asks, so that nothing can wait for ever.
 */
export const selectFreeTurns = statement<object, { queueKey: string }>({ name: 'select-free-turns', postgres: select('FALSE'), oracle: select('0') });

import { statement } from '@syncline/database';
import { ACTIVE_STATES } from '../../runs/domain/run.state-machine.ts';
import { NOW } from './now.ts';

/**
 * Gives the turn to the run that waits longest: oldest business date first, then arrival. Waiting is QUEUED with no
 * due time; having the turn is any active run with one. A run of a task that allows overlap waits only for runs of its
 * own business date. Run under the lock of the queue, in the transaction that ends a run.
 */
const promote = (now: string): string => `
  UPDATE runs SET due_at = ${now}
  WHERE state = 'QUEUED' AND due_at IS NULL AND id = (
    SELECT w.id FROM runs w
    WHERE w.task = :task AND w.state = 'QUEUED' AND w.due_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM runs a
      WHERE a.task = w.task AND a.state IN (${ACTIVE_STATES}) AND a.due_at IS NOT NULL
        AND (w.overlap <> 'ALLOW' OR a.business_date = w.business_date))
    ORDER BY COALESCE(w.business_date, '0000-00-00'), w.created_at, w.id FETCH FIRST 1 ROWS ONLY)`;

export const promoteNextRun = statement<{ task: string }>({ name: 'promote-next-run', postgres: promote(NOW.postgres), oracle: promote(NOW.oracle) });

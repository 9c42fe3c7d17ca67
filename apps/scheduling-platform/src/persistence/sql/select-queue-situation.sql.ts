import { statement } from '@syncline/database';
import { ACTIVE_STATES } from '../../runs/domain/run.state-machine.ts';
import { NOW } from './now.ts';

interface Binds {
  task: string;
  businessDate: string | null;
  parametersDigest: string;
}

export interface QueueSituationRow {
  joinable: string | null;
  isTaskActive: boolean;
  isDateActive: boolean;
  nowAt: Date;
}

const situation = (now: string, date: string): string => `
  SELECT
    (SELECT id FROM runs
      WHERE task = :task AND state = 'QUEUED' AND dispatches = 0 AND group_run_id IS NULL AND parameters_digest = :parametersDigest
        AND (business_date = ${date} OR (business_date IS NULL AND ${date} IS NULL))
      ORDER BY id FETCH FIRST 1 ROWS ONLY) AS joinable,
    CASE WHEN EXISTS (SELECT 1 FROM runs WHERE task = :task AND state IN (${ACTIVE_STATES})) THEN 1 ELSE 0 END AS is_task_active,
    CASE WHEN EXISTS (SELECT 1 FROM runs WHERE task = :task AND state IN (${ACTIVE_STATES}) AND business_date = ${date}) THEN 1 ELSE 0 END AS is_date_active,
    ${now} AS now_at`;

/** What a firing finds. Only true while the lock of the queue is held. */
export const selectQueueSituation = statement<Binds, QueueSituationRow>({
  name: 'select-queue-situation',
  postgres: situation(NOW.postgres, 'CAST(:businessDate AS varchar)'),
  oracle: `${situation(NOW.oracle, 'CAST(:businessDate AS VARCHAR2(10))')} FROM dual`,
});

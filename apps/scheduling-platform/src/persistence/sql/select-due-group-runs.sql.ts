import { statement } from '@syncline/database';
import { NOW } from './now.ts';

const select = (now: string): string => `
  SELECT id FROM group_runs WHERE overdue_at <= ${now}
  UNION
  SELECT id FROM group_runs WHERE fail_at <= ${now}
  FETCH FIRST 100 ROWS ONLY`;

/** Group runs one of whose deadlines has come. Read without a lock: who acts holds the row and looks again. */
export const selectDueGroupRuns = statement<object, { id: string }>({ name: 'select-due-group-runs', postgres: select(NOW.postgres), oracle: select(NOW.oracle) });

const took = `UPDATE group_runs SET overdue_at = NULL WHERE id = :id AND overdue_at IS NOT NULL`;

/** It was said that the group run is overdue; it is not said again. */
export const takeGroupOverdue = statement<{ id: string }>({ name: 'take-group-overdue', postgres: took, oracle: took });

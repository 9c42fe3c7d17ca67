import { statement } from '@syncline/database';
import { NOW } from './now.ts';

export interface DueDeadlineRow {
  runId: string;
  kind: 'OVERDUE' | 'FAIL';
}

const select = (now: string): string => `SELECT run_id, kind FROM run_deadlines WHERE due_at <= ${now} ORDER BY due_at, run_id FETCH FIRST 100 ROWS ONLY`;

/** Read without a lock: whoever takes the deadline away (`take-deadline`) in the transaction that acts on it has it. */
export const selectDueDeadlines = statement<object, DueDeadlineRow>({
  name: 'select-due-deadlines',
  postgres: select(NOW.postgres),
  oracle: select(NOW.oracle),
});

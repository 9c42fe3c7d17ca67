import { statement } from '@syncline/database';
import type { DeadlineKind } from '../../runs/domain/run-command.ts';
import { NOW } from './now.ts';

export interface DueDeadlineRow {
  runId: string;
  kind: DeadlineKind;
}

/** Deadlines looked at in one turn. */
export const AT_A_TIME = 200;

const select = (now: string): string => `SELECT run_id, kind FROM run_deadlines WHERE due_at <= ${now} ORDER BY due_at, run_id FETCH FIRST ${AT_A_TIME} ROWS ONLY`;

/** Read without a lock: it only says where to look. */
export const selectDueDeadlines = statement<object, DueDeadlineRow>({
  name: 'select-due-deadlines',
  postgres: select(NOW.postgres),
  oracle: select(NOW.oracle),
});

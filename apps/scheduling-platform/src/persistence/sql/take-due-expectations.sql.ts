import type { MessageTrigger } from '@syncline/contract';
import { statement } from '@syncline/database';
import { NOW } from './now.ts';
import type { TriggerKey } from './take-due-triggers.sql.ts';

export interface DueExpectationRow extends TriggerKey {
  triggerJson: MessageTrigger;
  expectedDate: string;
  expectedAt: Date;
  nowAt: Date;
}

const select = (now: string): string => `SELECT t.owner_kind, t.owner, t.position, t.trigger_json, t.expected_date, t.expected_at, ${now} AS now_at FROM triggers t WHERE t.expected_at <= ${now}`;

/** Takes triggers whose message should have come by now, and holds them; those that another node holds are passed over. */
export const takeDueExpectations = statement<{ most: number }, DueExpectationRow>({
  name: 'take-due-expectations',
  postgres: `${select(`(SELECT ${NOW.postgres})`)} ORDER BY t.expected_at LIMIT CAST(:most AS integer) FOR UPDATE SKIP LOCKED`,
  oracle: `${select(`(SELECT ${NOW.oracle} FROM dual)`)} AND t.ROWID IN (
      SELECT d.ROWID FROM triggers d WHERE d.expected_at <= ${NOW.oracle} ORDER BY d.expected_at FETCH FIRST :most ROWS ONLY)
    FOR UPDATE SKIP LOCKED`,
});

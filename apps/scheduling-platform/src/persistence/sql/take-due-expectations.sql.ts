import type { MessageTrigger } from '@syncline/contract';
import { statement } from '@syncline/database';
import { NOW } from './now.ts';
import type { TriggerKey } from './take-due-triggers.sql.ts';

export interface DueExpectationRow extends TriggerKey {
  triggerJson: MessageTrigger;
  expectedDate: string;
  expectedAt: Date;
  createdAt: Date;
  nowAt: Date;
}

const now = { postgres: `(SELECT ${NOW.postgres})`, oracle: `(SELECT ${NOW.oracle} FROM dual)` };

const select = (nowAt: string): string => `SELECT t.owner_kind, t.owner, t.position, t.trigger_json, t.expected_date, t.expected_at, t.created_at, ${nowAt} AS now_at FROM triggers t WHERE t.expected_at <= ${nowAt}`;

/** Takes triggers whose message should have come by now, and holds them; those that another node holds are passed over. */
export const takeDueExpectations = statement<{ most: number }, DueExpectationRow>({
  name: 'take-due-expectations',
  postgres: `${select(now.postgres)} ORDER BY t.expected_at LIMIT CAST(:most AS integer) FOR UPDATE SKIP LOCKED`,
  oracle: `${select(now.oracle)} AND t.ROWID IN (
      SELECT d.ROWID FROM triggers d WHERE d.expected_at <= ${NOW.oracle} ORDER BY d.expected_at FETCH FIRST :most ROWS ONLY)
    FOR UPDATE SKIP LOCKED`,
});

const one = 't.owner_kind = :ownerKind AND t.owner = :owner AND t.position = :position';

/** The same for one trigger; no row: its time is not come any more, or another node has it. */
export const takeDueExpectation = statement<TriggerKey, DueExpectationRow>({
  name: 'take-due-expectation',
  postgres: `${select(now.postgres)} AND ${one} FOR UPDATE SKIP LOCKED`,
  oracle: `${select(now.oracle)} AND ${one} FOR UPDATE SKIP LOCKED`,
});

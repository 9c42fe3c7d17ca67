import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';

interface Binds {
  /** JSON rows of what was expected: `n` names one; where there is no business date, any message from `since` to `until` counts. */
  expected: string;
}

const rows = rowsOf('expected', 'e', { n: 'number', ownerKind: 'word', owner: 'word', businessDate: 'word', since: 'instant', until: 'instant' });

const came = (owner: string): string => `SELECT 1 FROM occurrences o WHERE o.trigger_kind = 'message' AND o.${owner} = e.owner AND o.outcome <> 'NOT_RECEIVED'
  AND (o.business_date = e.business_date OR (e.business_date IS NULL AND o.recorded_at >= e.since AND o.recorded_at <= e.until))`;

const select = (expected: string): string => `
  SELECT e.n FROM ${expected}
  WHERE (e.owner_kind = 'TASK' AND EXISTS (${came('task')})) OR (e.owner_kind = 'GROUP' AND EXISTS (${came('group_name')}))`;

/** Which of the expected messages have come, whatever came of them. */
export const selectReceived = statement<Binds, { n: number }>({ name: 'select-received', postgres: select(rows.postgres), oracle: select(rows.oracle) });

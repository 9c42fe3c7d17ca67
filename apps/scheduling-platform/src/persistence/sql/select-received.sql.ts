import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';

interface Binds {
  /**
   * JSON rows of what was expected: `n` names one, `madeAt` is when its trigger was made; where there is no business date,
   * any message from `since` to `until` counts.
   */
  expected: string;
}

const rows = rowsOf('expected', 'e', {
  n: 'number', expectedKey: 'word', ownerKind: 'word', owner: 'word', businessDate: 'word', since: 'instant', until: 'instant', madeAt: 'instant',
});

const noted = `SELECT 1 FROM received_expectations r WHERE r.expected_key = e.expected_key
  AND (e.business_date IS NOT NULL OR (r.received_at >= e.since AND r.received_at <= e.until))`;

const cameBefore = (owner: string): string => `SELECT 1 FROM occurrences o WHERE o.trigger_kind = 'message' AND o.${owner} = e.owner AND o.outcome <> 'NOT_RECEIVED' AND o.recorded_at <= e.made_at
  AND (o.business_date = e.business_date OR (e.business_date IS NULL AND o.recorded_at >= e.since AND o.recorded_at <= e.until))`;

const select = (expected: string): string => `
  SELECT e.n FROM ${expected}
  WHERE EXISTS (${noted}) OR (e.owner_kind = 'TASK' AND EXISTS (${cameBefore('task')})) OR (e.owner_kind = 'GROUP' AND EXISTS (${cameBefore('group_name')}))`;

/**
 * Which of the expected messages have come, whatever came of them. A message counts for the trigger that heard it. From
 * before the trigger was made nobody noted that: then any message of its task or group counts, so that a change of a
 * definition in the afternoon raises no alarm about the morning.
 */
export const selectReceived = statement<Binds, { n: number }>({ name: 'select-received', postgres: select(rows.postgres), oracle: select(rows.oracle) });

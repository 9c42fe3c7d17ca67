import { statement } from '@syncline/database';

const lock = (ids: string, isHeld: string): string => `
  SELECT group_run_id, dispatches FROM runs WHERE group_run_id IN (${ids}) AND ended_at IS NULL AND is_held = ${isHeld} ORDER BY id FOR UPDATE`;

/**
 * Holds the members of group runs (a JSON list of ids) that a node could dispatch in this very moment, so that "none of them
 * was dispatched" stays true until a firing has joined their group run.
 */
export const lockMembersInQueues = statement<{ ids: string }, { groupRunId: string; dispatches: number }>({
  name: 'lock-members-in-queues',
  postgres: lock(`SELECT CAST(jsonb_array_elements_text(CAST(:ids AS jsonb)) AS uuid)`, 'FALSE'),
  oracle: lock(`SELECT t.id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$')) t`, '0'),
});

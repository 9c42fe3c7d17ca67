import { statement } from '@syncline/database';
import { ACTIVE_GROUP_STATES } from '../../group-runs/domain/group-run.state-machine.ts';

/** A run of the same group that has the turn; where overlap is allowed, only one of the same business date is in the way. */
const taken = (no: string): string => `EXISTS (
  SELECT 1 FROM group_runs a
  WHERE a.group_name = w.group_name AND a.state IN (${ACTIVE_GROUP_STATES}) AND a.is_waiting = ${no} AND (w.overlap <> 'ALLOW' OR a.business_date = w.business_date))`;

const next = (yes: string, no: string): string => `
  SELECT w.id FROM group_runs w WHERE w.group_name = :groupName AND w.is_waiting = ${yes} AND NOT ${taken(no)}
  ORDER BY COALESCE(w.business_date, '0000-00-00'), w.created_at, w.id FETCH FIRST 1 ROWS ONLY`;

/** Who has the turn next: oldest business date first, then arrival. Asked under the lock of the group's queue. */
export const selectNextGroupRun = statement<{ groupName: string }, { id: string }>({ name: 'select-next-group-run', postgres: next('TRUE', 'FALSE'), oracle: next('1', '0') });

/** Gives the turn. */
export const promoteGroupRun = statement<{ id: string }>({
  name: 'promote-group-run',
  postgres: `UPDATE group_runs SET is_waiting = FALSE WHERE id = :id AND is_waiting = TRUE`,
  oracle: `UPDATE group_runs SET is_waiting = 0 WHERE id = :id AND is_waiting = 1`,
});

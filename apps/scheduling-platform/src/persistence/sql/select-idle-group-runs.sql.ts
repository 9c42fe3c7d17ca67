import { statement } from '@syncline/database';
import { ACTIVE_GROUP_STATES } from '../../group-runs/domain/group-run.state-machine.ts';
import { ACTIVE_STATES } from '../../runs/domain/run.state-machine.ts';

const inFlight = (no: string): string => `EXISTS (SELECT 1 FROM runs m WHERE m.group_run_id = g.id AND m.state IN (${ACTIVE_STATES}) AND m.is_held = ${no})`;

const select = (yes: string, no: string): string => `
  SELECT g.id FROM group_runs g
  WHERE g.state IN (${ACTIVE_GROUP_STATES}) AND g.is_waiting = ${no} AND NOT ${inFlight(no)}
    AND NOT EXISTS (SELECT 1 FROM task_groups t WHERE t.name = g.group_name AND t.is_paused = ${yes})
  ORDER BY g.id FETCH FIRST 100 ROWS ONLY`;

/**
 * The sweep: group runs that have the turn and for which nobody works, so that no signal will ever come. There are none,
 * unless a signal was lost.
 */
export const selectIdleGroupRuns = statement<object, { id: string }>({ name: 'select-idle-group-runs', postgres: select('TRUE', 'FALSE'), oracle: select('1', '0') });

const waiting = (yes: string, no: string): string => `
  SELECT DISTINCT w.group_name FROM group_runs w
  WHERE w.is_waiting = ${yes} AND NOT EXISTS (
    SELECT 1 FROM group_runs a
    WHERE a.group_name = w.group_name AND a.state IN (${ACTIVE_GROUP_STATES}) AND a.is_waiting = ${no} AND (w.overlap <> 'ALLOW' OR a.business_date = w.business_date))
  FETCH FIRST 100 ROWS ONLY`;

/** Groups whose runs wait for nobody. There are none, unless the group changed its overlap policy between two runs. */
export const selectGroupsWithFreeTurn = statement<object, { groupName: string }>({ name: 'select-groups-with-free-turn', postgres: waiting('TRUE', 'FALSE'), oracle: waiting('1', '0') });

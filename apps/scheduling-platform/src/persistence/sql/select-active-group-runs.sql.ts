import { statement } from '@syncline/database';
import { ACTIVE_GROUP_STATES } from '../../group-runs/domain/group-run.state-machine.ts';

export interface ActiveGroupRunRow {
  groupRunId: string;
  groupName: string;
  businessDate: string | null;
  parametersDigest: string;
  isUntouched: boolean;
}

const select = (names: string): string => `
  SELECT g.id AS group_run_id, g.group_name, g.business_date, g.parameters_digest,
    CASE WHEN g.state = 'QUEUED' AND NOT EXISTS (SELECT 1 FROM runs m WHERE m.group_run_id = g.id AND (m.dispatches > 0 OR m.ended_at IS NOT NULL)) THEN 1 ELSE 0 END AS is_untouched
  FROM group_runs g WHERE g.group_name IN (${names}) AND g.state IN (${ACTIVE_GROUP_STATES}) ORDER BY g.id`;

/** What firings of these groups (a JSON list of names) find. Whether a run is active is only sure under the lock of the queue. */
export const selectActiveGroupRuns = statement<{ names: string }, ActiveGroupRunRow>({
  name: 'select-active-group-runs',
  postgres: select(`SELECT jsonb_array_elements_text(CAST(:names AS jsonb))`),
  oracle: select(`SELECT t.name FROM JSON_TABLE(:names, '$[*]' COLUMNS (name VARCHAR2(63) PATH '$')) t`),
});

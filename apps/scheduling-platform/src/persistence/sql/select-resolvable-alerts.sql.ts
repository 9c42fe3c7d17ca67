import type { AlertKind } from '@syncline/contract';
import { statement } from '@syncline/database';
import { NO_DATE } from '../../alerts/domain/alert-keys.ts';

interface Binds {
  /** JSON list of keys of `open_key`. */
  openKeys: string;
  /** JSON list of keys of `mend_key`. */
  mendKeys: string;
  /** JSON list of runs that succeeded. */
  runs: string;
  /** JSON list of group runs that succeeded. */
  groupRuns: string;
}

const select = (list: (bind: string) => string, uuids: (bind: string) => string): string => `
  SELECT a.id, a.kind FROM alerts a WHERE a.open_key IN (${list('openKeys')})
  UNION
  SELECT a.id, a.kind FROM alerts a WHERE a.mend_key IN (${list('mendKeys')})
  UNION
  SELECT a.id, a.kind FROM runs later
  JOIN alerts a ON a.mend_key = 'RUN:' || later.task || ':' || COALESCE(later.business_date, '${NO_DATE}')
  JOIN runs earlier ON earlier.id = a.run_id
  WHERE later.id IN (${uuids('runs')}) AND earlier.created_at <= later.created_at
  UNION
  SELECT a.id, a.kind FROM group_runs later
  JOIN alerts a ON a.mend_key = 'GROUP_RUN:' || later.group_name || ':' || COALESCE(later.business_date, '${NO_DATE}')
  JOIN group_runs earlier ON earlier.id = a.group_run_id
  WHERE later.id IN (${uuids('groupRuns')}) AND earlier.created_at <= later.created_at`;

/**
 * Open alerts that some causes put right (`what-resolves.ts`). Asked at every end and report of a run, nearly always to
 * find none: each arm is a look into an index that holds open alerts only, and nothing is locked or written for it.
 * Both keys are NULL once an alert is resolved.
 */
export const selectResolvableAlerts = statement<Binds, { id: string; kind: AlertKind }>({
  name: 'select-resolvable-alerts',
  postgres: select(
    (bind) => `SELECT jsonb_array_elements_text(CAST(:${bind} AS jsonb))`,
    (bind) => `SELECT CAST(jsonb_array_elements_text(CAST(:${bind} AS jsonb)) AS uuid)`,
  ),
  oracle: select(
    (bind) => `SELECT t.item FROM JSON_TABLE(:${bind}, '$[*]' COLUMNS (item VARCHAR2(100) PATH '$')) t`,
    (bind) => `SELECT t.item FROM JSON_TABLE(:${bind}, '$[*]' COLUMNS (item VARCHAR2(36) PATH '$')) t`,
  ),
});

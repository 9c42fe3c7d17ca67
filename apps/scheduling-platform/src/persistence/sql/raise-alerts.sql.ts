import type { AlertKind } from '@syncline/contract';
import { statement } from '@syncline/database';
import { NOW } from './now.ts';

/** One alert of the JSON list that `raise-alerts` takes: its columns by their names. */
export interface NewAlert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly open_key: string;
  readonly mend_key: string | null;
  readonly run_id: string | null;
  readonly group_run_id: string | null;
  readonly occurrence_id: string | null;
  readonly task: string | null;
  readonly group_name: string | null;
  readonly business_date: string | null;
  readonly detail: string;
}

const columns = 'id, kind, state, open_key, mend_key, run_id, group_run_id, occurrence_id, task, group_name, business_date, detail, opened_at';
const values = (now: string): string =>
  `n.id, n.kind, 'OPEN', n.open_key, n.mend_key, n.run_id, n.group_run_id, n.occurrence_id, n.task, n.group_name, n.business_date, n.detail, ${now}`;

/**
 * Opens alerts and returns those that are new: of a kind that stands open for its subject already there is no second.
 * The unique key says so, not a look before; whoever raises the same at the same time waits and then raises nothing.
 * They are written in the order of their keys, so that two never wait for each other.
 */
export const raiseAlerts = statement<{ alerts: string }, { id: string }>({
  name: 'raise-alerts',
  postgres: `
    INSERT INTO alerts (${columns})
    SELECT ${values(NOW.postgres)}
    FROM jsonb_to_recordset(CAST(:alerts AS jsonb)) AS n (id uuid, kind text, open_key text, mend_key text, run_id uuid, group_run_id uuid,
      occurrence_id uuid, task text, group_name text, business_date text, detail text)
    ORDER BY n.open_key
    ON CONFLICT (open_key) DO NOTHING RETURNING id`,
  oracle: [
    `INSERT /*+ IGNORE_ROW_ON_DUPKEY_INDEX(alerts, uq_alerts_open) */ INTO alerts (${columns})
     SELECT ${values(NOW.oracle)}
     FROM JSON_TABLE(:alerts, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$.id', kind VARCHAR2(20) PATH '$.kind', open_key VARCHAR2(60) PATH '$.open_key',
       mend_key VARCHAR2(100) PATH '$.mend_key', run_id VARCHAR2(36) PATH '$.run_id', group_run_id VARCHAR2(36) PATH '$.group_run_id',
       occurrence_id VARCHAR2(36) PATH '$.occurrence_id', task VARCHAR2(63) PATH '$.task', group_name VARCHAR2(63) PATH '$.group_name',
       business_date VARCHAR2(10) PATH '$.business_date', detail VARCHAR2(4000) PATH '$.detail')) n
     ORDER BY n.open_key`,
    `SELECT id FROM alerts WHERE id IN (SELECT n.id FROM JSON_TABLE(:alerts, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$.id')) n)`,
  ],
});

import type { AlertKind } from '@syncline/contract';
import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';
import { NOW } from './now.ts';

/** An alert that is not there yet. */
export interface NewAlert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly openKey: string;
  readonly mendKey: string | null;
  readonly runId: string | null;
  readonly groupRunId: string | null;
  readonly occurrenceId: string | null;
  readonly task: string | null;
  readonly groupName: string | null;
  readonly businessDate: string | null;
  readonly detail: string;
}

const rows = rowsOf('alerts', 'n', {
  id: 'uuid', kind: 'word', openKey: 'word', mendKey: 'word', runId: 'uuid', groupRunId: 'uuid', occurrenceId: 'uuid',
  task: 'word', groupName: 'word', businessDate: 'word', detail: 'text',
});

const insert = (hint: string, now: string, from: string): string => `
  INSERT ${hint} INTO alerts (id, kind, state, open_key, mend_key, run_id, group_run_id, occurrence_id, task, group_name, business_date, detail, opened_at)
  SELECT n.id, n.kind, 'OPEN', n.open_key, n.mend_key, n.run_id, n.group_run_id, n.occurrence_id, n.task, n.group_name, n.business_date, n.detail, ${now}
  FROM ${from} ORDER BY n.open_key`;

/**
 * Opens alerts (a JSON list of `NewAlert`) and returns those that are new: of a kind that stands open for its subject
 * already there is no second. The unique key says so, not a look before; whoever raises the same at the same time waits
 * and then raises nothing. They are written in the order of their keys, so that two never wait for each other.
 */
export const raiseAlerts = statement<{ alerts: string }, { id: string }>({
  name: 'raise-alerts',
  postgres: `${insert('', NOW.postgres, rows.postgres)} ON CONFLICT (open_key) DO NOTHING RETURNING id`,
  oracle: [
    insert('/*+ IGNORE_ROW_ON_DUPKEY_INDEX(alerts, uq_alerts_open) */', NOW.oracle, rows.oracle),
    `SELECT a.id FROM alerts a JOIN ${rowsOf('alerts', 'n', { id: 'uuid' }).oracle} ON n.id = a.id`,
  ],
});

import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';
import { inMs, NOW } from './now.ts';

interface OpeningBinds {
  /** JSON list of `{ alertId, channel }`. */
  deliveries: string;
  giveUpInMs: number;
}

const columns = '(alert_id, channel, step, state, tries, due_at, give_up_at)';
const rows = rowsOf('deliveries', 'n', { alertId: 'uuid', channel: 'text' });
const opening = (now: string, giveUp: string, from: string): string => `
  INSERT INTO alert_deliveries ${columns}
  SELECT n.alert_id, n.channel, 1, 'PENDING', 0, ${now}, ${giveUp} FROM ${from}`;

/** Alerts were just opened: these channels are to be told. */
export const insertAlertDeliveries = statement<OpeningBinds>({
  name: 'insert-alert-deliveries',
  postgres: opening(NOW.postgres, inMs('giveUpInMs').postgres, rows.postgres),
  oracle: opening(NOW.oracle, inMs('giveUpInMs').oracle, rows.oracle),
});

interface FollowingBinds {
  /** JSON list of ids of alerts. */
  alerts: string;
  /** Of `ALERT_STEPS`: after the opening. */
  step: number;
  giveUpInMs: number;
}

const following = (hint: string, now: string, giveUp: string, ids: string): string => `
  INSERT ${hint} INTO alert_deliveries ${columns}
  SELECT o.alert_id, o.channel, CAST(:step AS integer), 'PENDING', 0, ${now}, ${giveUp} FROM alert_deliveries o WHERE o.step = 1 AND o.alert_id IN (${ids})`;

/** Alerts were acknowledged or resolved: the channels that were told of their opening, or will be, hear of that, too; once. */
export const insertFollowingDeliveries = statement<FollowingBinds>({
  name: 'insert-following-deliveries',
  postgres: `${following('', NOW.postgres, inMs('giveUpInMs').postgres, `SELECT CAST(jsonb_array_elements_text(CAST(:alerts AS jsonb)) AS uuid)`)}
    ON CONFLICT (alert_id, channel, step) DO NOTHING`,
  oracle: following(
    '/*+ IGNORE_ROW_ON_DUPKEY_INDEX(alert_deliveries, pk_alert_deliveries) */',
    NOW.oracle,
    inMs('giveUpInMs').oracle,
    `SELECT t.id FROM JSON_TABLE(:alerts, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$')) t`,
  ),
});

import type { AlertKind } from '@syncline/contract';
import { statement } from '@syncline/database';
import type { AlertDeliveryState } from '../../alerts/alert-delivery.entity.ts';

const open = `SELECT kind, COUNT(*) AS total FROM alerts WHERE open_key IS NOT NULL GROUP BY kind`;

/** Alerts that are not resolved, by kind. */
export const countOpenAlerts = statement<object, { kind: AlertKind; total: number }>({ name: 'count-open-alerts', postgres: open, oracle: open });

const deliveries = `SELECT channel, state, COUNT(*) AS total FROM alert_deliveries WHERE state <> 'DELIVERED' GROUP BY channel, state`;

/** What channels have not been told: not yet, or never will be. */
export const countUntoldDeliveries = statement<object, { channel: string; state: AlertDeliveryState; total: number }>({
  name: 'count-untold-deliveries',
  postgres: deliveries,
  oracle: deliveries,
});

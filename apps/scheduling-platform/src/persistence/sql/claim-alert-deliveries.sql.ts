import { statement } from '@syncline/database';
import type { AlertStep } from '../../alerts/domain/alert-message.ts';
import type { AlertRow } from '../../alerts/alert.entity.ts';
import { inMs, NOW } from './now.ts';

interface Binds {
  channel: string;
  leaseToken: string;
  leaseMs: number;
  slots: number;
}

/** A delivery, and the alert as it is now. */
export interface ClaimedDeliveryRow extends AlertRow {
  step: AlertStep;
  tries: number;
}

const columns = `d.step, d.tries, a.id, a.kind, a.state, a.run_id, a.group_run_id, a.occurrence_id, a.task, a.group_name, a.business_date, a.detail,
      a.opened_at, a.acknowledged_at, a.acknowledged_by, a.resolved_at`;

const due = (now: string): string => `
  d.channel = :channel AND d.due_at <= ${now} AND NOT EXISTS (
    SELECT 1 FROM alert_deliveries e WHERE e.alert_id = d.alert_id AND e.channel = d.channel AND e.step < d.step AND e.state = 'PENDING')`;

/**
 * Claims what one channel is to be told. The lease is the due time pushed ahead, with a token: a node that dies leaves it
 * due again. What belongs after something that is still to be told waits for that, whoever has it in hand.
 */
export const claimAlertDeliveries = statement<Binds, ClaimedDeliveryRow>({
  name: 'claim-alert-deliveries',
  postgres: `
    WITH due AS (
      SELECT d.alert_id, d.channel, d.step FROM alert_deliveries d WHERE ${due(NOW.postgres)}
      ORDER BY d.due_at, d.alert_id LIMIT CAST(:slots AS integer) FOR UPDATE OF d SKIP LOCKED)
    UPDATE alert_deliveries d SET lease_token = :leaseToken, due_at = ${inMs('leaseMs').postgres}, tries = d.tries + 1
    FROM due, alerts a
    WHERE d.alert_id = due.alert_id AND d.channel = due.channel AND d.step = due.step AND a.id = d.alert_id
    RETURNING ${columns}`,
  oracle: [
    `UPDATE alert_deliveries SET lease_token = :leaseToken, due_at = ${inMs('leaseMs').oracle}, tries = tries + 1
     WHERE due_at <= ${NOW.oracle} AND (alert_id, channel, step) IN (
       SELECT d.alert_id, d.channel, d.step FROM alert_deliveries d WHERE ${due(NOW.oracle)} ORDER BY d.due_at, d.alert_id FETCH FIRST :slots ROWS ONLY)`,
    `SELECT ${columns} FROM alert_deliveries d JOIN alerts a ON a.id = d.alert_id WHERE d.lease_token = :leaseToken`,
  ],
});

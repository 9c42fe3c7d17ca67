import { statement } from '@syncline/database';
import { inMs, NOW } from './now.ts';

interface Held {
  alertId: string;
  channel: string;
  step: number;
  leaseToken: string;
}

const held = 'WHERE alert_id = :alertId AND channel = :channel AND step = :step AND lease_token = :leaseToken';

const end = (state: string, now: string): string =>
  `UPDATE alert_deliveries SET state = '${state}', due_at = NULL, lease_token = NULL, last_error = :error, settled_at = ${now} ${held}`;

/** The channel was told. */
export const finishAlertDelivery = statement<Held & { error: null }>({
  name: 'finish-alert-delivery',
  postgres: end('DELIVERED', NOW.postgres),
  oracle: end('DELIVERED', NOW.oracle),
});

/** The channel does not take it and is not asked again. */
export const giveUpAlertDelivery = statement<Held & { error: string }>({
  name: 'give-up-alert-delivery',
  postgres: end('GIVEN_UP', NOW.postgres),
  oracle: end('GIVEN_UP', NOW.oracle),
});

const repeat = (next: string): string =>
  `UPDATE alert_deliveries SET due_at = ${next}, lease_token = NULL, last_error = :error ${held} AND ${next} < give_up_at`;

/** The channel is asked again later, unless that would be after the time to give up: then no row changes. */
export const repeatAlertDelivery = statement<Held & { error: string; nextInMs: number }>({
  name: 'repeat-alert-delivery',
  postgres: repeat(inMs('nextInMs').postgres),
  oracle: repeat(inMs('nextInMs').oracle),
});

const handBack = (now: string): string => `UPDATE alert_deliveries SET due_at = ${now}, lease_token = NULL, tries = tries - 1 ${held}`;

/** This node stops in the middle of a try: another one makes it at once, and it does not count. */
export const handBackAlertDelivery = statement<Held>({ name: 'hand-back-alert-delivery', postgres: handBack(NOW.postgres), oracle: handBack(NOW.oracle) });

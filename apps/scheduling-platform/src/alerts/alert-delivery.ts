import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import { Logger, LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { claimAlertDeliveries, type ClaimedDeliveryRow } from '../persistence/sql/claim-alert-deliveries.sql.ts';
import { finishAlertDelivery, giveUpAlertDelivery, handBackAlertDelivery, repeatAlertDelivery } from '../persistence/sql/settle-alert-delivery.sql.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { backoffMs } from '../runs/domain/retry-policy.ts';
import { shorten } from '../runs/domain/shorten.ts';
import { toAlert } from './alert.read-model.ts';
import { TRY_MS, type AlertChannel } from './channels/alert-channel.ts';
import { AlertChannels } from './channels/alert-channels.ts';
import { alertMessage } from './domain/alert-message.ts';

/** Messages to one channel at a time. */
const SLOTS = 8;
/** Longer than a try with all its time limits, so that nobody else begins while it lasts. */
const LEASE_MS = 3 * TRY_MS;

/**
 * Tells the channels what is to be told.
 *
 * Model: what is to be told is a row (`alert_deliveries`) since the moment it became true, so no alert is lost with a
 * process, and no run waits for a channel. Each channel has a loop of its own in every node; one that hangs holds up
 * itself only. A row is claimed by pushing its due time ahead, with a fresh token that every later write carries: two
 * nodes never try at once, and one that was frozen in the middle writes nothing afterwards. Told at least once, then:
 * a receiver whose answer was lost hears the same again, under the same id. Of one alert, a channel hears in order; what
 * comes later waits until what comes before is told or given up. Alerts do not wait for one another.
 */
@Injectable()
export class AlertDelivery {
  constructor(
    loops: LoopRegistry,
    channels: AlertChannels,
    private readonly database: Database,
    private readonly logger: Logger,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
  ) {
    for (const channel of channels.all) {
      loops.add({ name: `alert-delivery:${channel.key}`, everyMs: config.timing.pollMs, runOnce: (signal) => this.#deliver(channel, signal) });
    }
  }

  async #deliver(channel: AlertChannel, signal: AbortSignal): Promise<boolean> {
    const leaseToken = randomUUID();
    const rows = await this.database.query(claimAlertDeliveries, { channel: channel.key, leaseToken, leaseMs: LEASE_MS, slots: SLOTS });
    await Promise.all(rows.map((row) => this.#tell(channel, row, leaseToken, signal)));
    // What was told may have been what something else waited for.
    return rows.length > 0;
  }

  async #tell(channel: AlertChannel, row: ClaimedDeliveryRow, leaseToken: string, signal: AbortSignal): Promise<void> {
    const held = { alertId: row.id, channel: channel.key, step: row.step, leaseToken };
    const outcome = await channel.deliver(alertMessage(toAlert(row), row.step), signal);
    if (outcome.kind === 'delivered') {
      await this.database.execute(finishAlertDelivery, { ...held, error: null });
      return;
    }
    if (signal.aborted) {
      await this.database.execute(handBackAlertDelivery, held);
      return;
    }
    const error = shorten(outcome.error) ?? '';
    if (outcome.kind === 'failed' && (await this.#repeat(held, row, error, outcome.retryAfterMs ?? 0))) return;
    if ((await this.database.execute(giveUpAlertDelivery, { ...held, error })) === 0) return;
    this.logger.error({ alertId: row.id, channel: channel.key, step: row.step, tries: row.tries, error }, 'the channel could not be told of the alert, and is not tried again');
  }

  async #repeat(held: { alertId: string; channel: string; step: number; leaseToken: string }, { tries }: ClaimedDeliveryRow, error: string, retryAfterMs: number): Promise<boolean> {
    const { retry } = this.config.alerts;
    const nextInMs = Math.min(retry.maxMs, Math.max(backoffMs(retry, tries - 1), retryAfterMs));
    if ((await this.database.execute(repeatAlertDelivery, { ...held, error, nextInMs })) === 0) return false;
    this.logger.warn({ alertId: held.alertId, channel: held.channel, step: held.step, tries, error, nextInMs }, 'the channel could not be told of the alert; it is tried again');
    return true;
  }
}

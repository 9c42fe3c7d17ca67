import type { AlertKind } from '@syncline/contract';
import { Inject, Injectable } from '@nestjs/common';
import { jsonRows } from '../persistence/json-rows.ts';
import { insertAlertDeliveries, insertFollowingDeliveries } from '../persistence/sql/insert-alert-deliveries.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { AlertChannels } from './channels/alert-channels.ts';
import { ALERT_STEPS } from './domain/alert-message.ts';

/** Writes down what the channels are to be told, in the transaction in which it becomes true. Telling them is another loop's. */
@Injectable()
export class AlertAnnouncements {
  constructor(
    private readonly channels: AlertChannels,
    private readonly wakeUps: WakeUps,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
  ) {}

  async opened(unit: Unit, alerts: readonly { readonly id: string; readonly kind: AlertKind }[]): Promise<void> {
    const deliveries = alerts.flatMap(({ id, kind }) => this.channels.for(kind).map(({ key }) => ({ alertId: id, channel: key })));
    if (deliveries.length === 0) return;
    await unit.tx.execute(insertAlertDeliveries, { deliveries: jsonRows(deliveries), giveUpInMs: this.config.alerts.retry.giveUpAfterMs });
    this.#wake(unit);
  }

  /** Also where no channel is configured any more: one that is to hear of the opening may be another node's. */
  async followed(unit: Unit, alertIds: readonly string[], step: 'ACKNOWLEDGED' | 'RESOLVED'): Promise<void> {
    if (alertIds.length === 0) return;
    const binds = { alerts: JSON.stringify(alertIds), step: ALERT_STEPS[step], giveUpInMs: this.config.alerts.retry.giveUpAfterMs };
    if ((await unit.tx.execute(insertFollowingDeliveries, binds)) > 0) this.#wake(unit);
  }

  #wake({ afterCommit }: Unit): void {
    for (const { key } of this.channels.all) afterCommit(() => this.wakeUps.wake(`alert-delivery:${key}`));
  }
}

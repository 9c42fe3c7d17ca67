import { AlertKind } from '@syncline/contract';
import { Database } from '@syncline/database';
import { Logger, Metrics } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { countOpenAlerts, countUntoldDeliveries } from '../persistence/sql/count-alerts.sql.ts';
import { AlertChannels } from './channels/alert-channels.ts';

/**
 * Alerts in `/metrics`, counted when they are asked for. The numbers are those of the database, the same from every
 * node; a sum over nodes would count each alert as often as there are nodes. While the database does not answer, the
 * series are missing, and the rest of the page is there.
 */
@Injectable()
export class AlertMetrics {
  constructor(
    { registry }: Metrics,
    private readonly database: Database,
    private readonly channels: AlertChannels,
    private readonly logger: Logger,
  ) {
    const open: Gauge<'kind'> = new Gauge({
      name: 'alerts_open',
      help: 'Alerts that are not resolved, in the whole platform.',
      labelNames: ['kind'],
      registers: [registry],
      collect: () => this.#set(open, () => this.#countOpen(open)),
    });
    const untold: Gauge<'channel' | 'state'> = new Gauge({
      name: 'alert_deliveries_untold',
      help: 'What alert channels have not been told, in the whole platform: PENDING is tried again, GIVEN_UP is not.',
      labelNames: ['channel', 'state'],
      registers: [registry],
      collect: () => this.#set(untold, () => this.#countUntold(untold)),
    });
  }

  async #set(gauge: Gauge, count: () => Promise<void>): Promise<void> {
    gauge.reset();
    await count().catch((err: unknown) => this.logger.warn({ err }, 'alerts could not be counted for the metrics'));
  }

  async #countOpen(gauge: Gauge<'kind'>): Promise<void> {
    const rows = await this.database.query(countOpenAlerts, {});
    for (const kind of AlertKind.options) gauge.set({ kind }, 0);
    for (const { kind, total } of rows) gauge.set({ kind }, total);
  }

  async #countUntold(gauge: Gauge<'channel' | 'state'>): Promise<void> {
    const rows = await this.database.query(countUntoldDeliveries, {});
    for (const { key } of this.channels.all) for (const state of ['PENDING', 'GIVEN_UP']) gauge.set({ channel: key, state }, 0);
    for (const { channel, state, total } of rows) gauge.set({ channel, state }, total);
  }
}

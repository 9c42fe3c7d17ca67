import { DomainError, type Alert, type AlertKind, type AlertState, type Page } from '@syncline/contract';
import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { pageById, type PageRequest } from '../persistence/page-by-id.ts';
import { AlertEntity, type AlertRow } from './alert.entity.ts';

/** Alerts as the API shows them. */
@Injectable()
export class AlertReadModel {
  constructor(private readonly database: Database) {}

  async get(id: string): Promise<Alert> {
    const alert = await this.database.repository(AlertEntity).findOneBy({ id });
    if (alert === null) throw new DomainError('NOT_FOUND', `There is no alert ${id}.`);
    return toAlert(alert);
  }

  list({ state, kind }: { state?: AlertState | undefined; kind?: AlertKind | undefined }, request: PageRequest): Promise<Page<Alert>> {
    const where = { ...(state === undefined ? {} : { state }), ...(kind === undefined ? {} : { kind }) };
    return pageById(this.database.repository(AlertEntity), where, request, toAlert);
  }
}

export const toAlert = (alert: AlertRow): Alert => ({
  id: alert.id,
  kind: alert.kind,
  state: alert.state,
  runId: alert.runId,
  groupRunId: alert.groupRunId,
  occurrenceId: alert.occurrenceId,
  task: alert.task,
  group: alert.groupName,
  businessDate: alert.businessDate,
  detail: alert.detail,
  openedAt: alert.openedAt.toISOString(),
  acknowledgedAt: alert.acknowledgedAt?.toISOString() ?? null,
  acknowledgedBy: alert.acknowledgedBy,
  resolvedAt: alert.resolvedAt?.toISOString() ?? null,
});

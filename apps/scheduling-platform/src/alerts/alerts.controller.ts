import { DomainError, schedulingPlatformOperations as operations, type Alert, type InputOf, type Page } from '@syncline/contract';
import { Database } from '@syncline/database';
import type { Caller } from '@syncline/service-auth';
import { CurrentCaller, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { acknowledgeAlert } from '../persistence/sql/acknowledge-alert.sql.ts';
import { AlertReadModel } from './alert.read-model.ts';

@Controller()
export class AlertsController {
  constructor(
    private readonly alerts: AlertReadModel,
    private readonly database: Database,
  ) {}

  @Endpoint(operations.listAlerts)
  list(@Input() { query }: InputOf<typeof operations.listAlerts>): Promise<Page<Alert>> {
    return this.alerts.list(query, query);
  }

  @Endpoint(operations.getAlert)
  get(@Input() { params }: InputOf<typeof operations.getAlert>): Promise<Alert> {
    return this.alerts.get(params.id);
  }

  @Endpoint(operations.acknowledgeAlert)
  async acknowledge(@Input() { params: { id } }: InputOf<typeof operations.acknowledgeAlert>, @CurrentCaller() { issuer, subject }: Caller): Promise<Alert> {
    await this.database.execute(acknowledgeAlert, { id, acknowledgedBy: `${issuer}#${subject}` });
    const alert = await this.alerts.get(id);
    if (alert.state === 'RESOLVED') throw new DomainError('ILLEGAL_TRANSITION', 'The alert is resolved; there is nothing left to acknowledge.');
    return alert;
  }
}

import { schedulingPlatformOperations as operations, type Alert, type InputOf, type Page } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { CurrentCaller, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { Acknowledgements } from './acknowledgements.ts';
import { AlertReadModel } from './alert.read-model.ts';

@Controller()
export class AlertsController {
  constructor(
    private readonly alerts: AlertReadModel,
    private readonly acknowledgements: Acknowledgements,
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
  acknowledge(@Input() { params: { id } }: InputOf<typeof operations.acknowledgeAlert>, @CurrentCaller() { issuer, subject }: Caller): Promise<Alert> {
    return this.acknowledgements.acknowledge(id, `${issuer}#${subject}`);
  }
}

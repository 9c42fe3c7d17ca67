import { schedulingPlatformOperations as operations, type GroupRun, type InputOf, type Page } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { Answer, CurrentCaller, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { findFirstUse } from '../idempotency/idempotency.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { GroupRunControl } from './group-run-control.ts';
import { GroupRunReadModel } from './group-run.read-model.ts';

@Controller()
export class GroupRunsController {
  constructor(
    private readonly groupRuns: GroupRunReadModel,
    private readonly control: GroupRunControl,
    private readonly work: UnitOfWork,
  ) {}

  @Endpoint(operations.listGroupRuns)
  list(@Input() { query }: InputOf<typeof operations.listGroupRuns>): Promise<Page<GroupRun>> {
    return this.groupRuns.list(query, query);
  }

  @Endpoint(operations.getGroupRun)
  get(@Input() { params }: InputOf<typeof operations.getGroupRun>): Promise<GroupRun> {
    return this.groupRuns.get(params.id);
  }

  @Endpoint(operations.cancelGroupRun)
  async cancel(@Input() { params }: InputOf<typeof operations.cancelGroupRun>, @CurrentCaller() caller: Caller): Promise<Answer<GroupRun>> {
    const isNew = await this.control.cancel(params.id, nameOf(caller));
    return new Answer(isNew ? 202 : 200, await this.groupRuns.get(params.id));
  }

  @Endpoint(operations.retryGroupRun)
  async retry(@Input() { params, headers }: InputOf<typeof operations.retryGroupRun>, @CurrentCaller() caller: Caller): Promise<Answer<GroupRun>> {
    const request = { caller, route: `POST /group-runs/${params.id}/retry`, key: headers['idempotency-key'], body: null };
    const isNew = await this.work.run(async (unit) => {
      if ((await findFirstUse(unit.tx, request, params.id)) !== null) return false;
      await this.control.retry(unit, params.id, nameOf(caller));
      return true;
    });
    return new Answer(isNew ? 202 : 200, await this.groupRuns.get(params.id));
  }
}

const nameOf = ({ issuer, subject }: Caller): string => `${issuer}#${subject}`;

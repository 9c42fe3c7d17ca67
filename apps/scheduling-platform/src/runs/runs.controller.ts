import { schedulingPlatformOperations as operations, type InputOf, type Occurrence, type Page, type Run, type RunEvent } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { Answer, CurrentCaller, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { ManualFirings } from '../firings/manual-firings.ts';
import { findFirstUse } from '../idempotency/idempotency.ts';
import { toOccurrence } from '../occurrences/occurrence.read-model.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { RunControl } from './run-control.ts';
import { RunReadModel } from './run.read-model.ts';

@Controller()
export class RunsController {
  constructor(
    private readonly runs: RunReadModel,
    private readonly control: RunControl,
    private readonly manual: ManualFirings,
    private readonly work: UnitOfWork,
  ) {}

  @Endpoint(operations.runTask)
  async start(@Input() { params, headers, body }: InputOf<typeof operations.runTask>, @CurrentCaller() caller: Caller): Promise<Answer<Occurrence>> {
    const request = { caller, route: `POST /tasks/${params.name}/runs`, key: headers['idempotency-key'], body };
    const { occurrence, isNew } = await this.manual.fire({ kind: 'TASK', name: params.name }, body, request);
    return new Answer(isNew ? 202 : 200, toOccurrence(occurrence));
  }

  @Endpoint(operations.listRuns)
  list(@Input() { query }: InputOf<typeof operations.listRuns>): Promise<Page<Run>> {
    return this.runs.list(query, query);
  }

  @Endpoint(operations.getRun)
  get(@Input() { params }: InputOf<typeof operations.getRun>): Promise<Run> {
    return this.runs.get(params.id);
  }

  @Endpoint(operations.listRunEvents)
  events(@Input() { params, query }: InputOf<typeof operations.listRunEvents>): Promise<Page<RunEvent>> {
    return this.runs.events(params.id, query);
  }

  @Endpoint(operations.cancelRun)
  async cancel(@Input() { params }: InputOf<typeof operations.cancelRun>, @CurrentCaller() caller: Caller): Promise<Answer<Run>> {
    const isNew = await this.control.cancel(params.id, nameOf(caller));
    return new Answer(isNew ? 202 : 200, await this.runs.get(params.id));
  }

  @Endpoint(operations.retryRun)
  async retry(@Input() { params, headers }: InputOf<typeof operations.retryRun>, @CurrentCaller() caller: Caller): Promise<Answer<Run>> {
    const request = { caller, route: `POST /runs/${params.id}/retry`, key: headers['idempotency-key'], body: null };
    const isNew = await this.work.run(async (unit) => {
      if ((await findFirstUse(unit.tx, request, params.id)) !== null) return false;
      await this.control.retry(unit, params.id, nameOf(caller));
      return true;
    });
    return new Answer(isNew ? 202 : 200, await this.runs.get(params.id));
  }
}

const nameOf = ({ issuer, subject }: Caller): string => `${issuer}#${subject}`;

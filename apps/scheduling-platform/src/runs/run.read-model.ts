import { DomainError, type Page, type Run, type RunEvent, type RunState } from '@syncline/contract';
import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { pageById, type PageRequest } from '../persistence/page-by-id.ts';
import { RunEventEntity } from './run-event.entity.ts';
import { RunEntity } from './run.entity.ts';

export interface RunFilter {
  readonly task?: string | undefined;
  readonly group?: string | undefined;
  readonly businessDate?: string | undefined;
  readonly state?: RunState | undefined;
}

/** Runs and their stories as the API shows them. */
@Injectable()
export class RunReadModel {
  constructor(private readonly database: Database) {}

  async get(id: string): Promise<Run> {
    const run = await this.database.repository(RunEntity).findOneBy({ id });
    if (run === null) throw new DomainError('NOT_FOUND', `There is no run ${id}.`);
    return toRun(run);
  }

  async list({ task, group, businessDate, state }: RunFilter, request: PageRequest): Promise<Page<Run>> {
    const where = {
      ...(task === undefined ? {} : { task }), ...(group === undefined ? {} : { groupName: group }),
      ...(businessDate === undefined ? {} : { businessDate }), ...(state === undefined ? {} : { state }),
    };
    return pageById(this.database.repository(RunEntity), where, request, toRun);
  }

  async events(runId: string, request: PageRequest): Promise<Page<RunEvent>> {
    await this.get(runId);
    return pageById(this.database.repository(RunEventEntity), { runId }, request, ({ id, at, kind, detail, dataJson }) => ({
      id, at: at.toISOString(), kind, detail, data: dataJson as RunEvent['data'],
    }));
  }
}

const instant = (date: Date | null): string | null => date?.toISOString() ?? null;

const toRun = (run: RunEntity): Run => ({
  id: run.id,
  task: run.task,
  taskVersion: run.taskVersion,
  groupRunId: run.groupRunId,
  businessDate: run.businessDate,
  trigger: run.triggerKind,
  state: run.state,
  reason: run.reason,
  detail: run.detail,
  attempt: run.attempt,
  dispatches: run.dispatches,
  parameters: run.parametersJson,
  progress: run.progressJson,
  files: run.filesJson,
  reconciliation: run.reconciliationJson,
  createdAt: run.createdAt.toISOString(),
  startedAt: instant(run.startedAt),
  endedAt: instant(run.endedAt),
  nextDispatchAt: instant(run.dueAt),
});

import { dataConsumerOperations as operations, type InputOf, type Report, type SyncJob } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { Answer, CurrentCaller, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { fileSyncResource } from '../file-syncs/file-sync.resource.ts';
import type { DispatchTarget } from './dispatch-target.ts';
import { SyncJobCancellation } from './sync-job-cancellation.ts';
import { SyncJobsService, type JobOfRun } from './sync-jobs.service.ts';

/** The dispatch targets: all files of a run, or one. */
@Controller()
export class SyncJobsController {
  constructor(
    private readonly jobs: SyncJobsService,
    private readonly cancellation: SyncJobCancellation,
  ) {}

  @Endpoint(operations.dispatchSyncJob)
  async dispatchSyncJob(@Input() { body, headers }: InputOf<typeof operations.dispatchSyncJob>, @CurrentCaller() caller: Caller): Promise<Answer<Report>> {
    return answer(await this.jobs.dispatch('sync-jobs', body, headers['idempotency-key'], caller));
  }

  @Endpoint(operations.getSyncJob)
  async getSyncJob(@Input() { params }: InputOf<typeof operations.getSyncJob>): Promise<SyncJob> {
    return resource(await this.jobs.get('sync-jobs', params.runId));
  }

  @Endpoint(operations.cancelSyncJob)
  async cancelSyncJob(@Input() { params, headers }: InputOf<typeof operations.cancelSyncJob>): Promise<SyncJob> {
    return this.#cancel('sync-jobs', params.runId, headers['idempotency-key']);
  }

  @Endpoint(operations.dispatchFileSync)
  async dispatchFileSync(@Input() { params, body, headers }: InputOf<typeof operations.dispatchFileSync>, @CurrentCaller() caller: Caller): Promise<Answer<Report>> {
    return answer(await this.jobs.dispatch(`file-syncs/${params.file}`, body, headers['idempotency-key'], caller));
  }

  @Endpoint(operations.cancelFileSync)
  async cancelFileSync(@Input() { params, headers }: InputOf<typeof operations.cancelFileSync>): Promise<SyncJob> {
    return this.#cancel(`file-syncs/${params.file}`, params.runId, headers['idempotency-key']);
  }

  async #cancel(target: DispatchTarget, runId: string, key: string | undefined): Promise<SyncJob> {
    await this.cancellation.cancel(target, runId, key);
    return resource(await this.jobs.get(target, runId));
  }
}

const answer = (report: Report): Answer<Report> => new Answer(report.state === 'RUNNING' ? 202 : 200, report);

function resource({ job, files }: JobOfRun): SyncJob {
  return {
    runId: job.runId,
    task: job.task,
    businessDate: job.businessDate,
    attempt: job.attempt,
    state: job.state,
    reason: job.reportJson.error?.code ?? null,
    detail: job.reportJson.detail,
    files: files.map(fileSyncResource),
    report: job.reportJson,
    startedAt: job.createdAt.toISOString(),
    endedAt: job.endedAt?.toISOString() ?? null,
  };
}

import { dataConsumerOperations as operations, type InputOf, type Report, type SyncJob } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { type Answer, CurrentCaller, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import type { DispatchTarget } from './dispatch-target.ts';
import { SyncJobCancellation } from './sync-job-cancellation.ts';
import { answerOf, syncJobResource } from './sync-job.resource.ts';
import { SyncJobsService } from './sync-jobs.service.ts';

/** The dispatch targets: all files of a run, or one. */
@Controller()
export class SyncJobsController {
  constructor(
    private readonly jobs: SyncJobsService,
    private readonly cancellation: SyncJobCancellation,
  ) {}

  @Endpoint(operations.dispatchSyncJob)
  async dispatchSyncJob(@Input() { body, headers }: InputOf<typeof operations.dispatchSyncJob>, @CurrentCaller() caller: Caller): Promise<Answer<Report>> {
    return answerOf(await this.jobs.dispatch('sync-jobs', body, headers['idempotency-key'], caller));
  }

  @Endpoint(operations.getSyncJob)
  async getSyncJob(@Input() { params }: InputOf<typeof operations.getSyncJob>): Promise<SyncJob> {
    return syncJobResource(await this.jobs.get('sync-jobs', params.runId));
  }

  @Endpoint(operations.cancelSyncJob)
  async cancelSyncJob(@Input() { params, headers }: InputOf<typeof operations.cancelSyncJob>): Promise<SyncJob> {
    return this.#cancel('sync-jobs', params.runId, headers['idempotency-key']);
  }

  @Endpoint(operations.dispatchFileSync)
  async dispatchFileSync(@Input() { params, body, headers }: InputOf<typeof operations.dispatchFileSync>, @CurrentCaller() caller: Caller): Promise<Answer<Report>> {
    return answerOf(await this.jobs.dispatch(`file-syncs/${params.file}`, body, headers['idempotency-key'], caller));
  }

  @Endpoint(operations.cancelFileSync)
  async cancelFileSync(@Input() { params, headers }: InputOf<typeof operations.cancelFileSync>): Promise<SyncJob> {
    return this.#cancel(`file-syncs/${params.file}`, params.runId, headers['idempotency-key']);
  }

  async #cancel(target: DispatchTarget, runId: string, key: string | undefined): Promise<SyncJob> {
    await this.cancellation.cancel(target, runId, key);
    return syncJobResource(await this.jobs.get(target, runId));
  }
}

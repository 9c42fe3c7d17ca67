import type { Report, SyncJob } from '@syncline/contract';
import { Answer } from '@syncline/service-kit';
import { fileSyncResource } from '../file-syncs/file-sync.resource.ts';
import type { JobOfRun } from './sync-jobs.service.ts';

/** The answer to a dispatch: 202 while there is work, 200 once the run is complete. */
export const answerOf = (report: Report): Answer<Report> => new Answer(report.state === 'RUNNING' ? 202 : 200, report);

/** A run as the contract shows it. */
export function syncJobResource({ job, files }: JobOfRun): SyncJob {
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

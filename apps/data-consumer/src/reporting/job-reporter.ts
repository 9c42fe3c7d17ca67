/**
 * Says how a job stands in one report and puts it into the outbox.
 *
 * Model:
 * - A report is made from rows only, so any instance makes the same one. The job's row is locked meanwhile: the sequence
 *   grows by one at a time over all instances, and only when something changed.
 * - Report and outbox entry are one transaction. A report that ended a job is delivered although everybody here dies.
 * - Whoever changes a job's work calls `refresh`. If they die before, the watch loop does: it finds jobs all of whose work
 *   is over, and jobs that have been silent for too long, which get a heartbeat.
 */
import type { Report } from '@syncline/contract';
import { Database, type Transaction } from '@syncline/database';
import { CLOCK, LoopRegistry, type Clock } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { SYNC_SETTINGS, type SyncSettings } from '../data-consumer.config.ts';
import { findQuietJobs } from '../persistence/sql/find-quiet-jobs.sql.ts';
import { lockSyncJob, type SyncJobRow } from '../persistence/sql/lock-sync-job.sql.ts';
import { putReport } from '../persistence/sql/put-report.sql.ts';
import { saveReport } from '../persistence/sql/save-report.sql.ts';
import { heartbeat, isSameNews, type News } from '../sync-jobs/domain/job-report.ts';
import { readStanding } from './job-standing.ts';
import { ReportDelivery } from './report-delivery.ts';

@Injectable()
export class JobReporter {
  constructor(
    private readonly database: Database,
    private readonly delivery: ReportDelivery,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SYNC_SETTINGS) private readonly settings: SyncSettings,
    loops: LoopRegistry,
  ) {
    loops.add({ name: 'watch-jobs', everyMs: settings.pollMs, runOnce: () => this.#watch() });
  }

  /** Brings a job's report up to date. @returns the newest report */
  async refresh(jobId: string): Promise<Report> {
    return this.#refresh(jobId, false);
  }

  async #watch(): Promise<boolean> {
    const jobs = await this.database.query(findQuietJobs, { silentMs: this.settings.reportAtLeastEveryMs });
    for (const { id } of jobs) await this.#refresh(id, true);
    return false;
  }

  async #refresh(jobId: string, withHeartbeat: boolean): Promise<Report> {
    const { report, isNew } = await this.database.transaction(async (tx) => {
      const [job] = await tx.query(lockSyncJob, { id: jobId });
      if (job === undefined) throw new Error(`There is no job ${jobId}.`);
      if (job.state !== 'RUNNING') return { report: job.reportJson, isNew: false };
      return this.#tell(tx, job, withHeartbeat);
    });
    if (isNew) this.delivery.nudge();
    return report;
  }

  async #tell(tx: Transaction, job: SyncJobRow, withHeartbeat: boolean): Promise<{ report: Report; isNew: boolean }> {
    const { news, state } = await readStanding(tx, job);
    const isSame = isSameNews(news, job.reportJson) && state === job.state;
    const told: News = isSame && withHeartbeat ? heartbeat(news, Math.round((this.clock.now().getTime() - job.createdAt.getTime()) / 1000)) : news;
    // Also a heartbeat that another instance has just given.
    if (isSame && (!withHeartbeat || told.detail === job.reportJson.detail)) return { report: job.reportJson, isNew: false };
    const report: Report = { attempt: job.attempt, sequence: job.reportJson.sequence + 1, ...told };
    const reportJson = JSON.stringify(report);
    await tx.execute(saveReport, { id: job.id, state, reportJson });
    await tx.execute(putReport, {
      jobId: job.id, runId: job.runId, callbackUrl: job.callbackUrl, traceparent: job.traceparent, attempt: report.attempt, reportSequence: report.sequence, reportJson,
    });
    return { report, isNew: true };
  }
}

import { dispatchDigest, DomainError, type Dispatch, type Report } from '@syncline/contract';
import { Database, isUniqueViolation, type Transaction } from '@syncline/database';
import { Outbound, type Caller } from '@syncline/service-auth';
import { currentTraceparent } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { beginAttempt } from '../persistence/sql/begin-attempt.sql.ts';
import { insertSyncJob } from '../persistence/sql/insert-sync-job.sql.ts';
import { lockSyncJobOfRun, readSyncJobOfRun, type SyncJobRow } from '../persistence/sql/lock-sync-job.sql.ts';
import { noteCancelledAttempt } from '../persistence/sql/note-cancelled-attempt.sql.ts';
import { readJobFiles } from '../persistence/sql/read-job-files.sql.ts';
import type { FileSyncRow } from '../persistence/sql/file-sync-columns.ts';
import { setCallbackUrl } from '../persistence/sql/set-callback-url.sql.ts';
import { JobReporter } from '../reporting/job-reporter.ts';
import { readStanding } from '../reporting/job-standing.ts';
import { neverDispatched, type DispatchTarget } from './dispatch-target.ts';
import { checkKey, decideIntake, type Intake } from './domain/intake.ts';
import type { WorkOrder } from './job-work.ts';
import { JobWorks } from './job-works.ts';

/** A run as one of the dispatch targets knows it; the run of an output has no files. */
export interface JobOfRun {
  readonly job: SyncJobRow;
  readonly files: readonly FileSyncRow[];
}

/** Takes dispatches: the first of an attempt makes its work, every other only asks how it stands. */
@Injectable()
export class SyncJobsService {
  constructor(
    private readonly database: Database,
    private readonly works: JobWorks,
    private readonly reporter: JobReporter,
    private readonly outbound: Outbound,
  ) {}

  /** @returns the present report: RUNNING, or the end */
  async dispatch(target: DispatchTarget, dispatch: Dispatch, key: string | undefined, caller: Caller): Promise<Report> {
    checkKey(key, dispatch);
    this.outbound.assertOriginAllowed(dispatch.callbackUrl);
    const who = `${caller.issuer}#${caller.subject}`;
    const { id } = await this.#take(target, dispatch, who).catch((error: unknown) => {
      // Another instance took the same dispatch a moment ago: it is a repeat.
      if (isUniqueViolation(error)) return this.#take(target, dispatch, who);
      throw error;
    });
    this.works.of(target).nudge();
    return this.reporter.refresh(id);
  }

  /** @throws DomainError NOT_FOUND */
  async get(target: DispatchTarget, runId: string): Promise<JobOfRun> {
    const [job] = await this.database.query(readSyncJobOfRun, { target, runId });
    if (job === undefined) throw neverDispatched(runId);
    return { job, files: await this.database.query(readJobFiles, { jobId: job.id }) };
  }

  async #take(target: DispatchTarget, dispatch: Dispatch, caller: string): Promise<{ id: string }> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query(lockSyncJobOfRun, { target, runId: dispatch.runId });
      const known = row === undefined ? null : { ...row, parameters: row.parametersJson };
      const intake: Intake = decideIntake(known, dispatch, caller);
      if (intake !== 'REPEAT') await refuseCancelled(tx, target, dispatch);
      if (row === undefined || intake === 'NEW') return this.#begin(tx, target, dispatch, caller);
      if (intake === 'NEW_ATTEMPT') return this.#beginAgain(tx, row, target, dispatch);
      if (row.callbackUrl !== dispatch.callbackUrl) await tx.execute(setCallbackUrl, { id: row.id, callbackUrl: dispatch.callbackUrl });
      await this.works.of(target).hasten(tx, row.id);
      return row;
    });
  }

  async #begin(tx: Transaction, target: DispatchTarget, dispatch: Dispatch, caller: string): Promise<{ id: string }> {
    const { runId, task, attempt, parameters } = dispatch;
    const order = orderOf(uuidv7(), target, dispatch);
    await this.works.of(target).begin(tx, order);
    await tx.execute(insertSyncJob, {
      id: order.jobId, target, runId, caller, task, businessDate: order.businessDate, attempt, parametersJson: JSON.stringify(parameters),
      ...(await firstWords(tx, order)),
    });
    return { id: order.jobId };
  }

  async #beginAgain(tx: Transaction, { id }: SyncJobRow, target: DispatchTarget, dispatch: Dispatch): Promise<{ id: string }> {
    const order = orderOf(id, target, dispatch);
    await this.works.of(target).beginAgain(tx, order);
    await tx.execute(beginAttempt, { id, attempt: dispatch.attempt, ...(await firstWords(tx, order)) });
    return { id };
  }
}

/** A cancel may have overtaken the dispatch that it is about. */
async function refuseCancelled(tx: Transaction, target: DispatchTarget, { runId, attempt }: Dispatch): Promise<void> {
  const [noted] = await tx.query(noteCancelledAttempt, { target, runId, attempt: 0 });
  if (noted !== undefined && noted.attempt >= attempt) throw new DomainError('STALE_ATTEMPT', `Attempt ${noted.attempt} of the run was cancelled before attempt ${attempt} could begin here.`);
}

function orderOf(jobId: string, target: DispatchTarget, dispatch: Dispatch): WorkOrder {
  const { businessDate } = dispatch;
  if (businessDate === null) throw new DomainError('BUSINESS_DATE_REQUIRED', 'A business date is needed here.');
  return { jobId, target, dispatch, businessDate };
}

/** How an attempt begins. Its first report is the answer to the dispatch, and needs no other delivery. */
async function firstWords(tx: Transaction, { jobId, target, dispatch }: WorkOrder) {
  const report: Report = { attempt: dispatch.attempt, sequence: 1, ...(await readStanding(tx, { id: jobId, target })).news };
  return { dispatchDigest: dispatchDigest(dispatch), callbackUrl: dispatch.callbackUrl, traceparent: currentTraceparent() ?? null, reportJson: JSON.stringify(report) };
}

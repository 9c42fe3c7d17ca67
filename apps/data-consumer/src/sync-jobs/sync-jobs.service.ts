import {
  dispatchDigest, DomainError, fieldErrors, SyncParameters,
  type Dispatch, type FileDefinition, type Report,
} from '@syncline/contract';
import { Database, isUniqueViolation, type Transaction } from '@syncline/database';
import { Outbound, type Caller } from '@syncline/service-auth';
import { currentTraceparent } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { FileSyncRunner } from '../file-syncs/file-sync.runner.ts';
import { FilesStore } from '../files/files.store.ts';
import { beginAttempt } from '../persistence/sql/begin-attempt.sql.ts';
import { cancelFileSyncs } from '../persistence/sql/cancel-file-syncs.sql.ts';
import { hastenFileSyncs } from '../persistence/sql/hasten-file-syncs.sql.ts';
import { insertFileSync } from '../persistence/sql/insert-file-sync.sql.ts';
import { insertSyncJob } from '../persistence/sql/insert-sync-job.sql.ts';
import { lockSyncJobOfRun, readSyncJobOfRun, type SyncJobRow } from '../persistence/sql/lock-sync-job.sql.ts';
import { noteCancelledAttempt } from '../persistence/sql/note-cancelled-attempt.sql.ts';
import { readJobFiles } from '../persistence/sql/read-job-files.sql.ts';
import type { FileSyncRow } from '../persistence/sql/file-sync-columns.ts';
import { setCallbackUrl } from '../persistence/sql/set-callback-url.sql.ts';
import { JobReporter } from '../reporting/job-reporter.ts';
import { neverDispatched, type DispatchTarget } from './dispatch-target.ts';
import { checkKey, decideIntake, type Intake } from './domain/intake.ts';
import { jobNews } from './domain/job-report.ts';

/** A run as one of the dispatch targets knows it. */
export interface JobOfRun {
  readonly job: SyncJobRow;
  readonly files: readonly FileSyncRow[];
}

/** Takes dispatches: the first of an attempt makes its work, every other only asks how it stands. */
@Injectable()
export class SyncJobsService {
  constructor(
    private readonly database: Database,
    private readonly files: FilesStore,
    private readonly reporter: JobReporter,
    private readonly runner: FileSyncRunner,
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
    this.runner.nudge();
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
      if (intake === 'NEW_ATTEMPT') return this.#beginAgain(tx, row, dispatch);
      if (row.callbackUrl !== dispatch.callbackUrl) await tx.execute(setCallbackUrl, { id: row.id, callbackUrl: dispatch.callbackUrl });
      await tx.execute(hastenFileSyncs, { jobId: row.id });
      return row;
    });
  }

  async #begin(tx: Transaction, target: DispatchTarget, dispatch: Dispatch, caller: string): Promise<{ id: string }> {
    const { runId, task, attempt, callbackUrl } = dispatch;
    const businessDate = businessDateOf(dispatch);
    const id = uuidv7();
    for (const definition of await this.#wanted(tx, target, dispatch)) await this.#insertFile(tx, id, dispatch, definition);
    await tx.execute(insertSyncJob, {
      id, target, runId, caller, task, businessDate, attempt, parametersJson: JSON.stringify(dispatch.parameters), dispatchDigest: dispatchDigest(dispatch),
      callbackUrl, traceparent: currentTraceparent() ?? null, reportJson: await firstReport(tx, id, attempt),
    });
    return { id };
  }

  /** Only what did not succeed is done again, by the definitions of now: a person may have mended one in between. */
  async #beginAgain(tx: Transaction, { id }: SyncJobRow, dispatch: Dispatch): Promise<{ id: string }> {
    const { attempt, callbackUrl } = dispatch;
    await tx.execute(cancelFileSyncs, { jobId: id, reason: 'SUPERSEDED', detail: `Attempt ${attempt} began.` });
    const done = await tx.query(readJobFiles, { jobId: id });
    const redo = new Set(done.filter(({ state }) => state !== 'SUCCEEDED').map(({ fileName }) => fileName));
    const definitions = (await this.files.definitions(tx)).filter(({ name }) => redo.has(name));
    for (const definition of definitions) await this.#insertFile(tx, id, dispatch, definition);
    await tx.execute(beginAttempt, {
      id, attempt, dispatchDigest: dispatchDigest(dispatch), callbackUrl, traceparent: currentTraceparent() ?? null, reportJson: await firstReport(tx, id, attempt),
    });
    return { id };
  }

  async #insertFile(tx: Transaction, jobId: string, dispatch: Dispatch, definition: FileDefinition): Promise<void> {
    await tx.execute(insertFileSync, {
      id: uuidv7(), jobId, runId: dispatch.runId, attempt: dispatch.attempt, fileName: definition.name, definitionJson: JSON.stringify(definition),
      businessDate: businessDateOf(dispatch), isOlderAllowed: parametersOf(dispatch).allowOlder, traceparent: currentTraceparent() ?? null,
    });
  }

  async #wanted(tx: Transaction, target: DispatchTarget, dispatch: Dispatch): Promise<FileDefinition[]> {
    const all = await this.files.definitions(tx);
    const one = target === 'sync-jobs' ? undefined : target.slice('file-syncs/'.length);
    if (one !== undefined) {
      const found = all.filter(({ name }) => name === one);
      if (found.length === 0) throw new DomainError('NOT_FOUND', `There is no file ${one}.`);
      return found;
    }
    const { files } = parametersOf(dispatch);
    const unknown = (files ?? []).filter((file) => !all.some(({ name }) => name === file));
    if (unknown.length > 0) throw new DomainError('UNKNOWN_FILE', `There is no file ${unknown.join(', ')}.`, { errors: unknown.map((file) => ({ pointer: `/parameters/files/${files?.indexOf(file)}`, detail: 'is not defined' })) });
    if (all.length === 0) throw new DomainError('UNKNOWN_FILE', 'No file is defined.');
    return files === undefined ? all : all.filter(({ name }) => files.includes(name));
  }
}

/** A cancel may have overtaken the dispatch that it is about. */
async function refuseCancelled(tx: Transaction, target: DispatchTarget, { runId, attempt }: Dispatch): Promise<void> {
  const [noted] = await tx.query(noteCancelledAttempt, { target, runId, attempt: 0 });
  if (noted !== undefined && noted.attempt >= attempt) throw new DomainError('STALE_ATTEMPT', `Attempt ${noted.attempt} of the run was cancelled before attempt ${attempt} could begin here.`);
}

function businessDateOf({ businessDate }: Dispatch): string {
  if (businessDate === null) throw new DomainError('BUSINESS_DATE_REQUIRED', 'A sync needs a business date.');
  return businessDate;
}

function parametersOf({ parameters }: Dispatch): SyncParameters {
  const read = SyncParameters.safeParse(parameters);
  if (read.success) return read.data;
  throw new DomainError('VALIDATION_FAILED', 'The parameters cannot be read.', { errors: fieldErrors(read.error, ['parameters']) });
}

/** The first report of an attempt; it is the answer to the dispatch, and needs no other delivery. */
async function firstReport(tx: Transaction, jobId: string, attempt: number): Promise<string> {
  const report: Report = { attempt, sequence: 1, ...jobNews(await tx.query(readJobFiles, { jobId })) };
  return JSON.stringify(report);
}

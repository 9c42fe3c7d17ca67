/**
 * Ends the work of a run at the platform's word.
 *
 * Model:
 * - A cancel names an attempt by its key. It may come late, when a person has started the next attempt already, and it may
 *   overtake the very dispatch that it is about.
 * - Late: the job's row is locked, and its attempt is newer than the cancel's. Nothing is left to do.
 * - Early: there is no job, or one of an older attempt. The attempt is noted in `cancelled_attempt`, and a dispatch that
 *   would begin it is refused. Whoever begins an attempt writes the same row first, so one of the two waits for the other.
 * - Lock order: job, then cancelled attempt, then its work. So a cancel that finds no job notes the attempt in a
 *   transaction of its own, and looks for the job again afterwards.
 * - What is published is decided by the last write of the publishing transaction, which demands the lease token that a
 *   cancel takes away: once the cancel has committed, nothing can be published any more.
 */
import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { lockSyncJobOfRun } from '../persistence/sql/lock-sync-job.sql.ts';
import { noteCancelledAttempt } from '../persistence/sql/note-cancelled-attempt.sql.ts';
import { JobReporter } from '../reporting/job-reporter.ts';
import { cancelledAttempt, endsPresentAttempt } from './domain/cancellation.ts';
import { neverDispatched, type DispatchTarget } from './dispatch-target.ts';
import { JobWorks } from './job-works.ts';

@Injectable()
export class SyncJobCancellation {
  constructor(
    private readonly database: Database,
    private readonly works: JobWorks,
    private readonly reporter: JobReporter,
  ) {}

  /**
   * Once this has answered, nothing of the attempt that the key names (without one: of the run) is published any more,
   * whatever dispatch of it is still on its way. Cancelling twice is once; a late cancel of an older attempt leaves the
   * newer one alone and is answered like any other.
   * @returns the id of the job
   * @throws DomainError NOT_FOUND, IDEMPOTENCY_CONFLICT
   */
  async cancel(target: DispatchTarget, runId: string, key: string | undefined): Promise<string> {
    const attempt = cancelledAttempt(key, runId);
    let id = await this.#cancelKnown(target, runId, attempt);
    if (id === null && attempt !== null) {
      await this.database.query(noteCancelledAttempt, { target, runId, attempt });
      id = await this.#cancelKnown(target, runId, attempt); // a dispatch that committed first has made it known
    }
    if (id === null) throw neverDispatched(runId);
    await this.works.of(target).dropLostLeases();
    await this.reporter.refresh(id);
    return id;
  }

  /** @returns the id of the job, or null where the run is not known here */
  async #cancelKnown(target: DispatchTarget, runId: string, attempt: number | null): Promise<string | null> {
    return this.database.transaction(async (tx) => {
      const [job] = await tx.query(lockSyncJobOfRun, { target, runId });
      if (job === undefined) return null;
      if (!endsPresentAttempt(attempt, job.attempt)) return job.id;
      if (attempt !== null) await tx.query(noteCancelledAttempt, { target, runId, attempt });
      await this.works.of(target).cancel(tx, job.id, { reason: 'CANCELLED_BY_REQUEST', detail: 'The run was cancelled.' });
      return job.id;
    });
  }
}

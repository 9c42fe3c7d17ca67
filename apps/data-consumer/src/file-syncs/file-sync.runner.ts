/**
 * The main thread's side of all file syncs in work on this instance.
 *
 * Model:
 * - The claim loop takes at most as many file syncs as there are free threads: what is claimed and only waits would need
 *   leases renewed for nothing. Which are due lives in rows; a nudge only makes the loop look sooner.
 * - Each lease is renewed at a third of its length. A renewal that changes 0 rows means that somebody took over or
 *   cancelled: the thread is told to stop. It could not do harm even if it went on, because every write of it demands the
 *   lease token (ledger, states, publishing).
 * - Asking for the extract and proving its manifest happen here and need no thread; loading, proving and publishing happen
 *   in one. A file whose source is not ready is given back, with the time when to look again in its row.
 * - When the database goes away, whatever was open is rolled back by it. The lease is given back as soon as it answers
 *   again; if that is too late, it has run out, which comes to the same.
 */
import { Logger, LoopRegistry, runWithTrace, type Loop } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { SYNC_SETTINGS, type SyncSettings } from '../data-consumer.config.ts';
import type { ClaimedRow } from '../persistence/sql/claimed-columns.ts';
import { JobReporter } from '../reporting/job-reporter.ts';
import { planCrash } from './crash-points.ts';
import { FileSyncStore } from './file-sync.store.ts';
import { FileSyncSteps, type Held } from './file-sync-steps.ts';
import { FileSyncThreads } from './file-sync-threads.ts';
import type { ThreadOutcome } from './file-sync.protocol.ts';

interface Work extends Held {
  /** Resolves when nothing is left to do for it. Never rejects. */
  done: Promise<void>;
}

@Injectable()
export class FileSyncRunner implements BeforeApplicationShutdown {
  readonly #work = new Map<string, Work>();
  readonly #claims: Loop;

  constructor(
    private readonly store: FileSyncStore,
    private readonly steps: FileSyncSteps,
    private readonly threads: FileSyncThreads,
    private readonly reporter: JobReporter,
    private readonly logger: Logger,
    @Inject(SYNC_SETTINGS) private readonly settings: SyncSettings,
    loops: LoopRegistry,
  ) {
    planCrash(settings.crashAt);
    this.#claims = loops.add({ name: 'claim-file-syncs', everyMs: settings.pollMs, runOnce: () => this.#claim() });
    loops.add({ name: 'renew-leases', everyMs: Math.ceil(settings.leaseMs / 3), runOnce: () => this.dropLostLeases() });
  }

  nudge(): void {
    this.#claims.nudge();
  }

  /** Renews every lease, and stops the work of those that are lost. */
  async dropLostLeases(): Promise<boolean> {
    await Promise.all([...this.#work.values()].map(async ({ lease, stop, row }) => {
      if (await this.store.renew(lease)) return;
      this.logger.info({ runId: row.runId, file: row.fileName }, 'the lease is gone; the work on it stops');
      stop.abort();
    }));
    return false;
  }

  /** After the loops have stopped: the threads are stopped, and the leases given back for others to go on at once. */
  async beforeApplicationShutdown(): Promise<void> {
    const all = [...this.#work.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ done }) => done));
    await this.threads.close();
  }

  async #claim(): Promise<boolean> {
    const slots = this.settings.threads - this.#work.size;
    if (slots <= 0) return false;
    const rows = await this.store.claim(slots);
    for (const row of rows) this.#start(row);
    return false;
  }

  #start(row: ClaimedRow): void {
    const work: Work = { row, lease: { id: row.id, token: row.leaseToken }, stop: new AbortController(), done: Promise.resolve() };
    // Its lease ran out before it could be renewed, and we got it back: what was begun under the old token is over.
    this.#work.get(row.id)?.stop.abort();
    this.#work.set(row.id, work);
    work.done = runWithTrace(row.traceparent ?? undefined, () => this.#runToTheEnd(work));
  }

  /** Never rejects. */
  async #runToTheEnd(work: Work): Promise<void> {
    const fields = { runId: work.row.runId, file: work.row.fileName, attempt: work.row.attempt };
    try {
      await this.#settle(work, await this.steps.run(work));
    } catch (err) {
      this.logger.warn({ ...fields, err }, 'the state of the file sync could not be written; it is taken up again when its lease has run out');
    } finally {
      if (this.#work.get(work.row.id) === work) this.#work.delete(work.row.id);
      this.#claims.nudge();
    }
    await this.reporter.refresh(work.row.jobId).catch((err: unknown) => this.logger.warn({ ...fields, err }, 'the report waits for the next look'));
  }

  async #settle({ row, lease }: Work, outcome: ThreadOutcome | null): Promise<void> {
    if (outcome === null || outcome.kind === 'verified') return;
    const fields = { runId: row.runId, file: row.fileName, attempt: row.attempt };
    if (outcome.kind === 'published') {
      this.logger.info({ ...fields, ...outcome.counts, seconds: outcome.phases, partsReused: outcome.partsReused }, 'the file is published and proven');
    } else if (outcome.kind === 'failed') {
      const isOurs = await this.store.fail(lease, outcome);
      this.logger.warn({ ...fields, code: outcome.code, differences: outcome.proof?.differencesTotal ?? 0, isOurs }, outcome.detail);
    } else if (outcome.kind === 'waiting') {
      this.logger.info({ ...fields, waitMs: outcome.waitMs }, outcome.detail);
      await this.store.waitAsAsked(lease, outcome.detail, outcome.waitMs);
    } else {
      this.logger.info({ ...fields, outcome: outcome.kind, why: 'detail' in outcome ? outcome.detail : null }, 'the work on the file stopped before its end');
      // Whoever was stopped makes room at once; a database that went away gets a moment.
      await this.store.release(lease, outcome.kind === 'stopped' ? 0 : this.settings.reconnectMs * 2);
    }
  }
}

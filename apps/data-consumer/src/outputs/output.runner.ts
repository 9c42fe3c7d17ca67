/**
 * The outputs that this instance computes.
 *
 * Model:
 * - As for file syncs (`file-syncs/file-sync.runner.ts`): the claim loop takes no more than there are free places, what is
 *   due lives in rows, leases are renewed at a third of their length, and a renewal that changes no row stops the work. It
 *   could do no harm even if it went on: the last write of its transaction demands the lease token.
 * - The database does the work. What passes through this process are bytes on their way from one connection to another, so
 *   no thread is needed to keep the event loop free.
 * - When the process dies, its connections break and nothing of the output is there; another instance begins anew when the
 *   lease has run out. When the database goes away, the lease is given back as soon as it answers again.
 */
import { Logger, LoopRegistry, runWithTrace, type Loop } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { openConnections } from '../bulk/open-connections.ts';
import { SYNC_SETTINGS, type SyncSettings } from '../data-consumer.config.ts';
import { outcomeOf } from '../file-syncs/thread-errors.ts';
import type { ClaimedOutputRun } from '../persistence/sql/claim-output-runs.sql.ts';
import { JobReporter } from '../reporting/job-reporter.ts';
import { computeOutput } from './computing/compute-output.ts';
import { OutputFailed } from './domain/output-failure.ts';
import { OutputRunStore, type OutputLease } from './output-run.store.ts';
import { COMPUTED_AT_ONCE, OUTPUT_SETTINGS, type OutputSettings } from './output-settings.ts';

interface Work {
  readonly run: ClaimedOutputRun;
  readonly lease: OutputLease;
  /** Aborted when the work must end: the lease is gone, or the process stops. */
  readonly stop: AbortController;
  /** Resolves when nothing is left to do for it. Never rejects. */
  done: Promise<void>;
}

@Injectable()
export class OutputRunner implements BeforeApplicationShutdown {
  readonly #work = new Set<Work>();
  readonly #claims: Loop;

  constructor(
    private readonly store: OutputRunStore,
    private readonly reporter: JobReporter,
    private readonly logger: Logger,
    @Inject(SYNC_SETTINGS) private readonly settings: SyncSettings,
    @Inject(OUTPUT_SETTINGS) private readonly limits: OutputSettings,
    loops: LoopRegistry,
  ) {
    this.#claims = loops.add({ name: 'claim-output-runs', everyMs: settings.pollMs, runOnce: () => this.#claim() });
    loops.add({ name: 'renew-output-leases', everyMs: Math.ceil(settings.leaseMs / 3), runOnce: () => this.dropLostLeases() });
  }

  nudge(): void {
    this.#claims.nudge();
  }

  /** Renews every lease, and stops the work of those that are lost. */
  async dropLostLeases(): Promise<boolean> {
    await Promise.all([...this.#work].map(async ({ lease, stop, run }) => {
      if (await this.store.renew(lease)) return;
      this.logger.info({ runId: run.runId, output: run.outputName }, 'the lease is gone; the work on it stops');
      stop.abort();
    }));
    return false;
  }

  /** After the loops have stopped: what is being computed is broken off, and the leases given back. */
  async beforeApplicationShutdown(): Promise<void> {
    const all = [...this.#work];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ done }) => done));
  }

  async #claim(): Promise<boolean> {
    const slots = COMPUTED_AT_ONCE - this.#work.size;
    if (slots <= 0) return false;
    for (const run of await this.store.claim(slots)) this.#start(run);
    return false;
  }

  #start(run: ClaimedOutputRun): void {
    const work: Work = { run, lease: { id: run.id, token: run.leaseToken }, stop: new AbortController(), done: Promise.resolve() };
    this.#work.add(work);
    work.done = runWithTrace(run.traceparent ?? undefined, () => this.#runToTheEnd(work));
  }

  /** Never rejects. */
  async #runToTheEnd(work: Work): Promise<void> {
    const fields = { runId: work.run.runId, output: work.run.outputName, attempt: work.run.attempt };
    try {
      await this.reporter.refresh(work.run.jobId);
      await this.#compute(work);
      this.logger.info({ ...fields, businessDate: work.run.businessDate }, 'the output is stored and ties out');
    } catch (error) {
      await this.#settle(work, error).catch((err: unknown) =>
        this.logger.warn({ ...fields, err }, 'the state of the run could not be written; it is taken up again when its lease has run out'));
    } finally {
      this.#work.delete(work);
      this.#claims.nudge();
    }
    await this.reporter.refresh(work.run.jobId).catch((err: unknown) => this.logger.warn({ ...fields, err }, 'the report waits for the next look'));
  }

  async #compute({ run, lease, stop }: Work): Promise<void> {
    const connections = await openConnections(this.settings.databaseUrl, `syncline-data-consumer:output:${run.outputName}`);
    const breakOff = (): void => void connections.destroy();
    stop.signal.addEventListener('abort', breakOff, { once: true });
    try {
      stop.signal.throwIfAborted();
      await computeOutput(connections, { ...lease, runId: run.runId, businessDate: run.businessDate, definition: run.definitionJson, ...this.limits });
    } finally {
      await connections.destroy();
    }
  }

  async #settle({ run, lease, stop }: Work, error: unknown): Promise<void> {
    const fields = { runId: run.runId, output: run.outputName, attempt: run.attempt };
    const ending = endingOf(error, stop.signal.aborted);
    if (ending instanceof OutputFailed) {
      const isOurs = await this.store.fail(lease, ending);
      this.logger.warn({ ...fields, code: ending.code, isOurs }, ending.detail);
      return;
    }
    this.logger.info({ ...fields, why: ending }, 'the work on the output stopped before its end');
    // Whoever was stopped makes room at once; a database that went away gets a moment.
    await this.store.release(lease, ending === 'stopped' ? 0 : this.settings.reconnectMs * 2);
  }
}

/** What an error means: the end of the run, or that it is to be computed again. */
function endingOf(error: unknown, isStopped: boolean): OutputFailed | 'stopped' | 'interrupted' {
  if (isStopped) return 'stopped';
  if (error instanceof OutputFailed) return error;
  const outcome = outcomeOf(error, isStopped);
  if (outcome.kind === 'stopped' || outcome.kind === 'interrupted') return outcome.kind;
  return new OutputFailed('INTERNAL_ERROR', error instanceof Error ? error.message : String(error), { cause: error });
}

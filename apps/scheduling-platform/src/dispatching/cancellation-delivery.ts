import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import { Logger, LoopRegistry, type Loop } from '@syncline/service-kit';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { claimCancellations, type CancellationRow } from '../persistence/sql/claim-cancellations.sql.ts';
import { finishCancellation, repeatCancellation } from '../persistence/sql/settle-cancellation.sql.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { backoffMs } from '../runs/domain/retry-policy.ts';
import { retryPolicyOf } from '../tasks/domain/task-rules.ts';
import { TaskVersions } from '../tasks/task-versions.ts';
import { TargetCaller } from './target-caller.ts';

/** Cancellations told at a time, and how many of them to one URL. */
const SLOTS = 20;
const SLOTS_OF_URL = 5;

/**
 * Tells targets that a run of theirs was cancelled. The run is cancelled already, whatever comes of it. Model:
 *   - What is still to be told is a row, so that a restart does not forget it. A row is claimed by pushing its due time
 *     ahead, with a token that every later write carries.
 *   - A call, head and body, takes at most two thirds of that lease: nobody else begins while it lasts, and what came of
 *     it can still be written.
 *   - No turn waits for a call. A target that does not answer has its few slots and no more, so it holds up itself only.
 *   - What is too old is claimed no more; the sweep removes it. When the node stops, calls are cut and due again at once.
 */
@Injectable()
export class CancellationDelivery implements BeforeApplicationShutdown {
  readonly #calls = new Set<{ readonly url: string; readonly done: Promise<void> }>();
  readonly #loop: Loop;

  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly versions: TaskVersions,
    private readonly caller: TargetCaller,
    private readonly logger: Logger,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
  ) {
    this.#loop = loops.add({ name: 'cancellations', everyMs: config.timing.pollMs, runOnce: (signal) => this.#deliver(signal) });
  }

  /** The loop has stopped by now, and its signal has cut the calls. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#calls].map(({ done }) => done));
  }

  async #deliver(signal: AbortSignal): Promise<boolean> {
    const slots = SLOTS - this.#calls.size;
    if (slots === 0) return false;
    const leaseToken = randomUUID();
    const rows = await this.database.query(claimCancellations, { leaseToken, leaseMs: this.config.timing.leaseMs, slots, slotsOfUrl: SLOTS_OF_URL, busy: this.#busy() });
    for (const row of rows) this.#track(row, this.#tell(row, leaseToken, signal));
    return false;
  }

  /** The URLs that are being called, and how often. */
  #busy(): string {
    const calls = new Map<string, number>();
    for (const { url } of this.#calls) calls.set(url, (calls.get(url) ?? 0) + 1);
    return JSON.stringify([...calls].map(([url, count]) => ({ url, calls: count })));
  }

  #track({ runId, url }: CancellationRow, told: Promise<void>): void {
    const call = {
      url,
      done: told
        .catch((err: unknown) => this.logger.warn({ runId, err }, 'what came of a cancellation could not be written; the target is told again'))
        .then(() => {
          this.#calls.delete(call);
          this.#loop.nudge();
        }),
    };
    this.#calls.add(call);
  }

  async #tell(row: CancellationRow, leaseToken: string, signal: AbortSignal): Promise<void> {
    const definition = await this.versions.get(row.task, row.taskVersion);
    const answer = await this.caller.cancel(row, definition, { withinMs: Math.ceil((this.config.timing.leaseMs * 2) / 3), signal });
    const held = { runId: row.runId, attempt: row.attempt, leaseToken };
    if (isSettled(answer)) {
      await this.database.execute(finishCancellation, held);
      return;
    }
    const nextInMs = signal.aborted ? 0 : backoffMs(retryPolicyOf(definition), row.tries - 1);
    if ((await this.database.execute(repeatCancellation, { ...held, nextInMs })) > 0) return;
    if ((await this.database.execute(finishCancellation, held)) > 0) this.logger.warn({ runId: row.runId, answer }, 'the target could not be told of the cancellation in time');
  }
}

/** It stopped the work, or never knew it, or does not know what cancelling is. */
const isSettled = (answer: number | string): boolean => typeof answer === 'number' && ((answer >= 200 && answer < 300) || answer === 404 || answer === 405);

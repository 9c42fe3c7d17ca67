import { setImmediate } from 'node:timers/promises';
import type { Logger } from '../logging/logger.ts';

/**
 * Work that a process does again and again: looking for what is due, sweeping, delivering.
 *
 * A loop never overlaps itself. It turns every `everyMs`, and at once when it is nudged (somebody committed something
 * it would find) or when its last turn said that there is more. A nudge during a turn is not lost: another turn
 * follows. What is due lives in rows, so a missed turn costs time and nothing else: a turn that throws is logged, and
 * the loop goes on at its next tick, not sooner, lest a broken database be hammered.
 *
 * `stop()` resolves when no turn is running; the turn in flight is told by its signal and may end early, but it is
 * waited for. Stopping twice, or before the start, does nothing. A stopped loop may be started again.
 */
export interface LoopSpec {
  readonly name: string;
  /** Pause between turns in milliseconds, 1 to 2^31-1 (longer timers fire at once). */
  readonly everyMs: number;
  /** One bounded portion of work; true: there is more at once. */
  readonly runOnce: (signal: AbortSignal) => Promise<boolean>;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Loop {
  readonly name: string;
  readonly #spec: LoopSpec;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #stopping = new AbortController();
  #turns: Promise<void> | undefined;
  #isNudged = false;
  #failures = 0;

  constructor(spec: LoopSpec, logger: Logger) {
    if (!(spec.everyMs >= 1 && spec.everyMs <= LONGEST_TIMER_MS)) throw new RangeError(`The loop ${spec.name} cannot turn every ${spec.everyMs} ms.`);
    this.name = spec.name;
    this.#spec = spec;
    this.#logger = logger;
  }

  get isStarted(): boolean {
    return this.#timer !== undefined;
  }

  /** Starts turning, at once for the first time. Returns the timer, by which the scheduler's registry knows the loop. */
  start(): NodeJS.Timeout {
    if (this.#timer !== undefined) return this.#timer;
    this.#stopping = new AbortController();
    this.#timer = setInterval(() => this.nudge(), this.#spec.everyMs);
    this.nudge();
    return this.#timer;
  }

  /** Asks for a turn now; of a loop that is not started, nothing. */
  nudge(): void {
    if (!this.isStarted) return;
    this.#isNudged = true;
    this.#turns ??= this.#turn();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stopping.abort();
    await this.#turns;
  }

  /** One turn by hand, for tests: waits for one in flight, and throws what the work throws. */
  async runOnce(): Promise<boolean> {
    await this.#turns;
    return this.#spec.runOnce(this.#stopping.signal);
  }

  async #turn(): Promise<void> {
    let hasMore = false;
    do {
      this.#isNudged = false;
      hasMore = await this.#tryOnce();
      // Others get their turn between two portions of a long queue.
      await setImmediate();
    } while (this.isStarted && (hasMore || this.#isNudged));
    this.#turns = undefined;
  }

  async #tryOnce(): Promise<boolean> {
    try {
      const hasMore = await this.#spec.runOnce(this.#stopping.signal);
      if (this.#failures > 0) this.#logger.info({ loop: this.name, failures: this.#failures }, 'the loop works again');
      this.#failures = 0;
      return hasMore;
    } catch (error) {
      this.#failures += 1;
      this.#logFailure(error);
      this.#isNudged = false;
      return false;
    }
  }

  /** The first failure and then ever more seldom: an hour without a database shall not fill the log. */
  #logFailure(err: unknown): void {
    if (!Number.isInteger(Math.log2(this.#failures))) return;
    const fields = { loop: this.name, failures: this.#failures, err };
    if (this.#failures < 8) this.#logger.warn(fields, 'a turn of the loop failed; it goes on');
    else this.#logger.error(fields, 'the loop keeps failing');
  }
}

import { monotonicMs } from '@syncline/bench-kit';
import type { Events } from './events.ts';
import type { Sender } from './sender.ts';

/**
 * Keeps a number of lifecycles open: a new event is sent whenever one has ended, so that the platform sets the pace and
 * no queue grows. A lifecycle ends when the platform has answered the target's report; the target's process says so.
 */
export class ClosedLoop {
  readonly #accepted: string[] = [];
  readonly #opening = new Set<Promise<void>>();
  readonly #sender: Sender;
  readonly #events: Events;
  #room: number;
  #until = Number.POSITIVE_INFINITY;
  #failure: Error | undefined;

  /** @param open lifecycles at a time */
  constructor(sender: Sender, events: Events, open: number) {
    this.#sender = sender;
    this.#events = events;
    this.#room = open;
  }

  begin(forMs: number): void {
    this.#until = monotonicMs() + forMs;
    this.#fill();
  }

  /** So many lifecycles have ended. */
  ended(count: number): void {
    this.#room += count;
    this.#fill();
  }

  /** @returns the runs of all events, once each was answered; @throws Error the first that went wrong */
  async accepted(): Promise<readonly string[]> {
    await Promise.all(this.#opening);
    if (this.#failure !== undefined) throw this.#failure;
    return this.#accepted;
  }

  #fill(): void {
    for (; this.#room > 0 && this.#failure === undefined && monotonicMs() < this.#until; this.#room -= 1) {
      const opening = this.#open().finally(() => this.#opening.delete(opening));
      this.#opening.add(opening);
    }
  }

  async #open(): Promise<void> {
    try {
      this.#accepted.push(await this.#sender.publish(this.#events.next().body));
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    }
  }
}

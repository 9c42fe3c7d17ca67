import { monotonicMs } from '@syncline/bench-kit';

/** What the target saw of one run. Instants are of the machine's monotonic clock, in milliseconds. */
export interface SeenRun {
  /** Of the message that caused the run; null where no message did. */
  readonly eventId: string | null;
  readonly arrivedAt: number;
  /** The same by the wall clock, to compare it with a due time. */
  readonly arrivedAtEpochMs: number;
  dispatches: number;
  /** When the platform had answered the report that ended the run; null: not yet. */
  endedAt: number | null;
}

/** The target's own record: what the benchmark says about the platform is checked against it. */
export class Record {
  readonly #runs = new Map<string, SeenRun>();
  /** Dispatches whose token was refused; must stay none. */
  refused = 0;
  /** Answers to reports that were no success; must stay none. */
  readonly failedReports: string[] = [];

  /** @returns whether the run is new to the target */
  arrived(runId: string, eventId: string | null): boolean {
    const known = this.#runs.get(runId);
    if (known !== undefined) {
      known.dispatches += 1;
      return false;
    }
    this.#runs.set(runId, { eventId, arrivedAt: monotonicMs(), arrivedAtEpochMs: Date.now(), dispatches: 1, endedAt: null });
    return true;
  }

  ended(runId: string): void {
    const run = this.#runs.get(runId);
    if (run !== undefined) run.endedAt = monotonicMs();
  }

  get runs(): ReadonlyMap<string, SeenRun> {
    return this.#runs;
  }

  clear(): void {
    this.#runs.clear();
    this.refused = 0;
    this.failedReports.length = 0;
  }
}

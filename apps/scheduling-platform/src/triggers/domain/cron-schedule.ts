import { WIDEST_JUMP_MS, ZoneClock } from '../../calendars/domain/zone-clock.ts';
import { CronPattern } from './cron-pattern.ts';
import { wallTimeText, type PlannedTime, type Schedule } from './schedule.ts';

/** Time between two changes of a clock, as far as it matters here. */
interface Stretch {
  /** The change that it begins with; null: too long ago to matter. */
  readonly from: number | null;
  /** Wall clock minus UTC within it, in milliseconds. */
  readonly offset: number;
  /** The wall times that are its own begin here, kept as if they were UTC. */
  readonly firstWallTime: number;
}

interface Answer {
  readonly of: number;
  readonly time: PlannedTime | null;
}

/**
 * When a cron expression fires in a time zone.
 *
 * Model: the expression gives nominal times on a wall clock that never changes. A zone is a row of stretches of constant
 * offset, and each nominal time belongs to exactly one of them, so that none is lost and none comes twice:
 *   - wall clock (an hour field that names hours): a stretch that begins at `from` owns the wall times from where the
 *     stretch before it ended. Where the clock went forward, these include the skipped ones, and those fire at `from`, all
 *     together; where it went back, the repeated ones were the stretch's before, so only the first pass fires.
 *   - elapsed time (an hour field with `*` or a step): a stretch owns the wall times that its own clock shows: both
 *     passes of a repeat fire, and nothing does in a gap.
 * Both are one rule; only `firstWallTime` differs.
 */
export class CronSchedule implements Schedule {
  readonly #pattern: CronPattern;
  readonly #clock: ZoneClock;
  /** The last answers: triggers that share a schedule are mostly asked about the same moment, one after the other. */
  #lastNext: Answer | null = null;
  #lastPrevious: Answer | null = null;

  /** @param timeZone IANA name that exists */
  constructor(expression: string, timeZone: string) {
    this.#pattern = new CronPattern(expression);
    this.#clock = new ZoneClock(timeZone);
  }

  next(after: number): PlannedTime | null {
    if (this.#lastNext?.of !== after) this.#lastNext = { of: after, time: this.#findNext(after) };
    return this.#lastNext.time;
  }

  previous(before: number): PlannedTime | null {
    if (this.#lastPrevious?.of !== before) this.#lastPrevious = { of: before, time: this.#findPrevious(before) };
    return this.#lastPrevious.time;
  }

  #findNext(after: number): PlannedTime | null {
    let stretch = this.#stretchOf(after, after);
    let known = after;
    let nominal = this.#pattern.next(Math.max(after + stretch.offset, stretch.firstWallTime - 1));
    while (nominal !== null) {
      const change = this.#clock.nextChange(known, nominal - stretch.offset);
      if (change === null) return this.#firing(stretch, nominal);
      stretch = this.#stretchFrom(change);
      known = change;
      nominal = this.#pattern.next(stretch.firstWallTime - 1);
    }
    return null;
  }

  #findPrevious(before: number): PlannedTime | null {
    let until = before - 1;
    for (;;) {
      const offset = this.#clock.offset(until);
      const nominal = this.#pattern.previous(until + 1 + offset);
      if (nominal === null) return null;
      const stretch = this.#stretchOf(until, nominal - offset);
      if (stretch.from === null || nominal >= stretch.firstWallTime) return this.#firing(stretch, nominal);
      until = stretch.from - 1;
    }
  }

  /** What a nominal time of a stretch leads to; all that its gap skipped, and what stands right after it, is one firing. */
  #firing({ from, offset, firstWallTime }: Stretch, nominal: number): PlannedTime {
    const isAtChange = from !== null && nominal - offset <= from;
    if (!isAtChange) return { at: nominal - offset, nominal: wallTimeText(nominal), leftOut: null };
    const shown = from + offset;
    const first = this.#pattern.next(firstWallTime - 1) ?? nominal;
    const leftOut = first >= shown ? null : { first: wallTimeText(first), last: wallTimeText(this.#pattern.previous(shown) ?? first) };
    return { at: from, nominal: wallTimeText(this.#pattern.previous(shown + 1) ?? nominal), leftOut };
  }

  /** The stretch that `at` lies in, known as far back as a nominal time around `since` needs it. */
  #stretchOf(at: number, since: number): Stretch {
    const change = this.#clock.lastChange(since - WIDEST_JUMP_MS, at);
    return change === null ? { from: null, offset: this.#clock.offset(at), firstWallTime: -Infinity } : this.#stretchFrom(change);
  }

  #stretchFrom(change: number): Stretch {
    const offset = this.#clock.offset(change);
    const ownFrom = this.#pattern.runsByElapsedTime ? offset : this.#clock.offset(change - 1);
    return { from: change, offset, firstWallTime: change + ownFrom };
  }
}

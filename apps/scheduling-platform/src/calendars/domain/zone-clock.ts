import { IANAZone } from 'luxon';

const DAY_MS = 86_400_000;

/** Within this time no zone changes its clocks and back again: the shortest there is, Ramadan in Morocco, takes four weeks. */
const PROBE_MS = 5 * DAY_MS;

/** The widest jump that a clock ever made: Samoa left out a day. */
export const WIDEST_JUMP_MS = 26 * 3_600_000;

/** Whether a zone of this name is in the machine's time zone data. An offset such as `+05:00` is no zone. */
export const isTimeZone = (name: string): boolean => /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name);

/** The clock of a time zone: how far it is ahead of UTC, and when that changes. Instants are in milliseconds since 1970. */
export class ZoneClock {
  readonly #zone: IANAZone;

  /** @param timeZone IANA name that exists */
  constructor(timeZone: string) {
    this.#zone = IANAZone.create(timeZone);
  }

  /** Milliseconds that the wall clock is ahead of UTC. */
  offset(at: number): number {
    return this.#zone.offset(at) * 60_000;
  }

  /**
   * When the clock shows a wall time (kept as if it were UTC): the first instant at which it shows that time or, where
   * it was skipped, the first instant after the gap. Luxon's own answer depends on the season in which it is asked.
   */
  instantOf(wallTime: number): number {
    const change = this.lastChange(wallTime - WIDEST_JUMP_MS, wallTime + WIDEST_JUMP_MS);
    if (change === null) return wallTime - this.offset(wallTime);
    const instantBefore = wallTime - this.offset(change - 1);
    return instantBefore < change ? instantBefore : Math.max(change, wallTime - this.offset(change));
  }

  /** The first change of the clock after `after` and not after `until`: the first instant with the new offset. */
  nextChange(after: number, until: number): number | null {
    const before = this.offset(after);
    for (let known = after; known < until; ) {
      const probe = Math.min(known + PROBE_MS, until);
      if (this.offset(probe) !== before) return this.#changeBetween(known, probe);
      known = probe;
    }
    return null;
  }

  /** The last change of the clock after `since` and not after `at`: the first instant with the offset that holds at `at`. */
  lastChange(since: number, at: number): number | null {
    const offset = this.offset(at);
    for (let known = at; known > since; ) {
      const probe = Math.max(known - PROBE_MS, since);
      if (this.offset(probe) !== offset) return this.#changeBetween(probe, known);
      known = probe;
    }
    return null;
  }

  /** Halves the stretch until the change is found; the offsets at its ends differ. */
  #changeBetween(from: number, to: number): number {
    const before = this.offset(from);
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.offset(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }
}

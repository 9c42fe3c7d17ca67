import type { Clock } from '@syncline/service-auth';

/** Stands still until it is moved; may also go backwards. */
export class TestClock implements Clock {
  #now: number;

  /** @param start instant, RFC 3339 */
  constructor(start = '2026-08-04T12:00:00Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

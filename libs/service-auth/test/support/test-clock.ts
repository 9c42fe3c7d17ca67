import type { Clock } from '../../src/index.ts';

/** Stands still until it is moved. */
export class TestClock implements Clock {
  #now = Date.parse('2026-08-04T12:00:00Z');

  now(): Date {
    return new Date(this.#now);
  }

  get seconds(): number {
    return this.#now / 1000;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

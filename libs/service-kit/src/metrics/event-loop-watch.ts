import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from './metrics.ts';

const TICK_MS = 100;
/** How far back can be asked, in milliseconds. */
const REMEMBERED_MS = 60_000;

/**
 * How late the event loop ran. A node whose loop stood still for longer than half a lease must not believe that the
 * lease is still its own: its renewals did not run either.
 */
@Injectable()
export class EventLoopWatch implements OnModuleDestroy {
  readonly #timer: NodeJS.Timeout;
  #lags: { at: number; lagMs: number }[] = [];
  #lastTick = performance.now();

  constructor(metrics: Metrics) {
    this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
    const gauge: Gauge = new Gauge({
      name: 'event_loop_longest_lag_seconds',
      help: 'Longest standstill of the event loop in the last minute.',
      registers: [metrics.registry],
      collect: () => gauge.set(this.longestLagMs(REMEMBERED_MS) / 1000),
    });
  }

  /** The longest standstill within the last so many milliseconds (at most a minute), one that goes on just now included. */
  longestLagMs(withinMs: number): number {
    const now = performance.now();
    const recent = this.#lags.filter((lag) => now - lag.at <= withinMs).map((lag) => lag.lagMs);
    return Math.max(0, now - this.#lastTick - TICK_MS, ...recent);
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = performance.now();
    const lagMs = now - this.#lastTick - TICK_MS;
    this.#lastTick = now;
    this.#lags = this.#lags.filter((lag) => now - lag.at <= REMEMBERED_MS);
    // Smaller ones are the timer's own grain.
    if (lagMs > TICK_MS) this.#lags.push({ at: now, lagMs });
  }
}

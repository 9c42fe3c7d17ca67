import type { Clock } from '@syncline/service-auth';

export type { Clock } from '@syncline/service-auth';

/** Injection token of the clock. */
export const CLOCK = Symbol('Clock');

/** The only place that asks the machine for the time (a lint rule); everything else is handed a `Clock`. */
export class SystemClock implements Clock {
  now(): Date {
    return new Date();
  }
}

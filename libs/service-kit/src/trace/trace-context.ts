import { AsyncLocalStorage } from 'node:async_hooks';
import { beginSpan, formatTraceparent, parseTraceparent } from './traceparent.ts';
import type { Trace } from './traceparent.ts';

const storage = new AsyncLocalStorage<Trace>();

/** Runs `work`, and all that it starts, as a new span of the given trace; without one (or with a malformed one) of a new trace. */
export const runWithTrace = <T>(traceparent: string | undefined, work: () => T): T => storage.run(beginSpan(parseTraceparent(traceparent)), work);

/** Runs `work` in a span that has begun already. */
export const runInSpan = <T>(trace: Trace, work: () => T): T => storage.run(trace, work);

export const currentTrace = (): Trace | undefined => storage.getStore();

/** The `traceparent` to hand on with whatever this piece of work sends; undefined outside of any trace. */
export function currentTraceparent(): string | undefined {
  const trace = storage.getStore();
  return trace === undefined ? undefined : formatTraceparent(trace);
}

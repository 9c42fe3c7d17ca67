import { setTimeout as delay } from 'node:timers/promises';
import { ServiceUnreachable } from '@syncline/syncline-cli';
import { Failure, throwIfStopped } from '../failure.ts';

const LOOK_EVERY_MS = 250;

/** What a look at something under way has found. */
export interface Look<T> {
  /** The result, once there is one. */
  readonly done?: T;
  /** Anything that differs when something has moved. */
  readonly state: unknown;
}

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** Gives up when nothing has moved for this long. A service that is being restarted moves nothing, but ends nothing either. */
  readonly stallMs: number;
  /** What to say then. */
  readonly stalled: (state: unknown) => string;
  /** File that tells more then. */
  readonly log?: string;
}

/** Looks again and again until there is a result. Services that do not answer now are asked again. */
export async function watch<T>(look: () => Promise<Look<T>>, options: WatchOptions): Promise<T> {
  let last = '';
  let movedAt = performance.now();
  for (;;) {
    throwIfStopped(options.signal);
    const found = await unlessUnreachable(look);
    if (found.done !== undefined) return found.done;
    const state = JSON.stringify(found.state);
    if (state !== last) movedAt = performance.now();
    last = state;
    if (performance.now() - movedAt > options.stallMs) throw new Failure(options.stalled(found.state), options.log);
    await delay(LOOK_EVERY_MS, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** Runs `call` again while its service does not answer; for single calls that must get through. */
export const insist = <T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> =>
  watch(async () => ({ done: { value: await call() }, state: null }), { signal, stallMs: 60_000, stalled: (state) => String(state) }).then(({ value }) => value);

async function unlessUnreachable<T>(look: () => Promise<Look<T>>): Promise<Look<T>> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ServiceUnreachable) return { state: error.message };
    throw error;
  }
}

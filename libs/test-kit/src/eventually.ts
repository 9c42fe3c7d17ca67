import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/**
 * Waits for something to become true: runs the check until it neither throws nor returns `false`, and gives back what it
 * returned. After the deadline it throws the last error, so that a test says what was missing, not that time passed.
 *
 * @param options.within milliseconds; 10,000 unless told. Generous is free: a test that passes does not wait for it.
 */
export async function eventually<T>(check: () => T | Promise<T>, options: { within?: number } = {}): Promise<Exclude<T, false>> {
  const within = options.within ?? 10_000;
  const deadline = performance.now() + within;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    let problem: unknown;
    try {
      const result = await check();
      if (result !== false) return result as Exclude<T, false>;
      problem = new Error(`Still false after ${within} ms`);
    } catch (error) {
      problem = error;
    }
    if (performance.now() >= deadline) throw problem;
    await sleep(pause);
  }
}

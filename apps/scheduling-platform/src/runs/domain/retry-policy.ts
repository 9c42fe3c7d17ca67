/** How long to wait before something is tried again, in milliseconds. */
export interface Backoff {
  readonly initialMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

/** How a task is tried again. */
export interface RetryPolicy extends Backoff {
  readonly maxAttempts: number;
}

/**
 * How long to wait before try number `failures + 1`: `initial × factor^failures`, never above `max`.
 *
 * @param failures how many tries failed before the one that failed just now; 0 for the first failure
 */
export const backoffMs = ({ initialMs, factor, maxMs }: Backoff, failures: number): number =>
  Math.round(Math.min(maxMs, initialMs * factor ** Math.min(failures, 1_000)));

/** The last attempt of a series that begins with `firstAttempt`: a person's retry starts a new series. */
export const attemptLimit = ({ maxAttempts }: RetryPolicy, firstAttempt: number): number => firstAttempt + maxAttempts - 1;

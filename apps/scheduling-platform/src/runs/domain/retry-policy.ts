/** How a task is tried again; lengths in milliseconds. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly initialMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

/**
 * How long to wait before try number `failures + 1`: `initial × factor^failures`, never above `max`.
 *
 * @param failures how many tries failed before the one that failed just now; 0 for the first failure
 */
export const backoffMs = ({ initialMs, factor, maxMs }: RetryPolicy, failures: number): number =>
  Math.round(Math.min(maxMs, initialMs * factor ** Math.min(failures, 1_000)));

/** The last attempt of a series that begins with `firstAttempt`: a person's retry starts a new series. */
export const attemptLimit = ({ maxAttempts }: RetryPolicy, firstAttempt: number): number => firstAttempt + maxAttempts - 1;

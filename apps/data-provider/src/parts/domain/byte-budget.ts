/**
 * How many bytes a client may still be sent. A download is let in while anything is left, and takes all of its length at
 * once, also beyond what is left: so a part may be longer than a second's worth, and on average the rate holds.
 */
export interface ByteBudget {
  /** Below 0: taken in advance. At most one second's worth. */
  readonly left: number;
  /** When that was so, in milliseconds of a clock that only goes forward. */
  readonly at: number;
}

export const fullBudget = (bytesPerSecond: number, now: number): ByteBudget => ({ left: bytesPerSecond, at: now });

/** The budget as it is now. */
export const refill = ({ left, at }: ByteBudget, bytesPerSecond: number, now: number): ByteBudget =>
  ({ left: Math.min(bytesPerSecond, left + ((now - at) * bytesPerSecond) / 1_000), at: now });

/** Takes bytes out, or gives back (negative) what was not sent after all. */
export const take = ({ left, at }: ByteBudget, bytes: number): ByteBudget => ({ left: left - bytes, at });

/** Seconds until something is left again; 0: something is. */
export const secondsUntilLeft = ({ left }: ByteBudget, bytesPerSecond: number): number => (left > 0 ? 0 : (1 - left) / bytesPerSecond);

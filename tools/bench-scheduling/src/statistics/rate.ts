/** A span of the machine's monotonic clock, in milliseconds; its end does not belong to it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How many of the instants lie within the span, a second. */
export function ratePerSecond(instants: readonly number[], { from, to }: Span): number {
  if (!(to > from)) throw new RangeError(`A span ends after it begins, not ${from} to ${to}`);
  return (instants.filter((instant) => instant >= from && instant < to).length / (to - from)) * 1_000;
}

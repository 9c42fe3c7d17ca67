/** The machine's monotonic clock in milliseconds: the same for every process, so that instants of two may be compared. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1_000_000;

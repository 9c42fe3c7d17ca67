const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** The pause after so many tries in vain (1 or more), in milliseconds: one second, doubled each time, at most a minute. */
export const pauseAfter = (tries: number): number => Math.min(FIRST_MS * 2 ** Math.min(tries - 1, 16), LONGEST_MS);

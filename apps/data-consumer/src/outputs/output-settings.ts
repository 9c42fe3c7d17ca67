/** Everything about the way outputs are computed and kept. */
export interface OutputSettings {
  /** Where their definitions are; null: there are none. */
  readonly folder: string | null;
  /** Of how many business dates the rows of an output are kept, the newest ones. */
  readonly keepBusinessDates: number;
  /** An output with more rows fails. */
  readonly maxRows: number;
  /** One that takes longer fails; in milliseconds. */
  readonly timeLimitMs: number;
}

/** Injection token of `OutputSettings`. */
export const OUTPUT_SETTINGS = Symbol('OutputSettings');

/** Outputs that an instance computes at once; each has a connection that reads and one that writes. */
export const COMPUTED_AT_ONCE = 1;
/** Readers that an instance serves at once, each over a connection of its own; others wait for their turn. */
export const READ_AT_ONCE = 3;
/** Whoever waited for so long for a turn is told to come again. */
export const LONGEST_WAIT_TO_READ_MS = 10_000;

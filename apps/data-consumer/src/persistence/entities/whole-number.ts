/** Counts beyond 2^31 travel as text from the driver; all of ours are far below 2^53. */
export const wholeNumber = {
  from: (value: string | number | null): number | null => (value === null ? null : Number(value)),
  to: (value: number | null): number | null => value,
};

/** The column of such a count; both engines have `numeric`. */
export const COUNT = { type: 'numeric', precision: 15, scale: 0, transformer: wholeNumber } as const;

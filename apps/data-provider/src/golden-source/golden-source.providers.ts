/** Injection token of the golden source (`GoldenSource`). */
export const GOLDEN_SOURCE = Symbol('GoldenSource');

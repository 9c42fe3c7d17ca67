import type { Manifest } from '@syncline/contract';

/** A part of which the target refused rows, as it is expected without them. */
export interface AcceptedPart {
  /** Rows that are loaded. */
  readonly rows: number;
  readonly rowsRejected: number;
  /** SHA-256 of the canonical lines that are loaded, in order. */
  readonly digest: string;
}

/** By number of part; empty where nothing was rejected. */
export type AcceptedParts = ReadonlyMap<number, AcceptedPart>;

/** What of an extract was accepted, as it is kept with what was published: plain JSON. */
export interface Accepted {
  readonly parts: readonly (AcceptedPart & { readonly n: number })[];
  /** In the order of the manifest's control totals. */
  readonly totals: readonly (string | null)[];
}

/**
 * What a table must hold to be proven. Where nothing was rejected that is what the manifest says. Where rows were, their
 * parts have the digest of the lines that are left, and control totals are those of the accepted rows.
 */
export interface Expectation {
  readonly rowsRejected: number;
  /** Of the accepted rows, in order of the parts. */
  readonly digests: readonly string[];
  /** In the order of the manifest's control totals; null: min or max of nothing. */
  readonly totals: readonly (string | null)[];
}

/** @param accepted null where nothing was rejected */
export function expectationOf(manifest: Manifest, accepted: Accepted | null): Expectation {
  const digests = new Map(accepted?.parts.map(({ n, digest }) => [n, digest]));
  return {
    rowsRejected: accepted?.parts.reduce((sum, { rowsRejected }) => sum + rowsRejected, 0) ?? 0,
    digests: manifest.parts.map(({ n, digest }) => digests.get(n) ?? digest),
    totals: accepted?.totals ?? manifest.controlTotals.map(({ value }) => value),
  };
}

/** @param totals of the accepted rows */
export const acceptedOf = (parts: AcceptedParts, totals: readonly (string | null)[]): Accepted | null =>
  parts.size === 0 ? null : { parts: [...parts].map(([n, part]) => ({ n, ...part })), totals };

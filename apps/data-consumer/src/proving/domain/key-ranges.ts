/** What a manifest says about a part's keys. */
export interface PartKeys {
  readonly n: number;
  readonly lastKey: readonly string[];
}

/** Keys of one part as a range of the target: after `after` (exclusive), up to `upTo` (inclusive); undefined is open. */
export interface PartRange {
  readonly n: number;
  readonly after: readonly string[] | undefined;
  readonly upTo: readonly string[] | undefined;
}

/**
 * The ranges by which a target is read back. Together they cover every key there can be: the first is open below, the last
 * above, and each begins where the one before ends, so that a surplus row anywhere falls into some part and breaks its
 * digest. Without parts (0 rows) there is nothing to compare a range with; the row count alone shows surplus rows.
 */
export function partRanges(parts: readonly PartKeys[]): PartRange[] {
  return parts.map((part, index) => ({
    n: part.n,
    after: parts[index - 1]?.lastKey,
    upTo: index === parts.length - 1 ? undefined : part.lastKey,
  }));
}

import type { SourceRows } from '../../golden-source/source-rows.ts';
import { keyRangeCondition, textLiteral } from '@syncline/extract-format';

/** Parts that are read by one statement, one behind the other. */
export interface PartRun {
  /** Counted from 1. */
  readonly firstPart: number;
  /** The key before the first row; undefined: from the beginning. */
  readonly after: readonly string[] | undefined;
  /** The key of the last row; undefined: to the end. */
  readonly upTo: readonly string[] | undefined;
}

/**
 * Shares the parts out among `lanes` readers, in runs that are equal but for a part. One statement a run and not one a
 * part: a source that has no index in key order (or a query that aggregates) does its whole work for every statement.
 * @param ends the keys that end the full parts
 */
export function partRuns(ends: readonly (readonly string[])[], lanes: number): PartRun[] {
  const runs = Math.max(1, Math.min(lanes, ends.length));
  const endOf = (run: number): number => Math.round((run * ends.length) / runs);
  return Array.from({ length: runs }, (_, run) => ({
    firstPart: endOf(run) + 1,
    after: ends[endOf(run) - 1],
    upTo: run === runs - 1 ? undefined : ends[endOf(run + 1) - 1],
  }));
}

export const runSelect = (rows: SourceRows, { after, upTo }: PartRun): string =>
  rows.select(keyRangeCondition(rows.dialect, rows.key, { after: after?.map(textLiteral), upTo: upTo?.map(textLiteral) }));

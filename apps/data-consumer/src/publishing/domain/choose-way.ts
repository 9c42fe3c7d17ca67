import type { FileDefinition } from '@syncline/contract';

/**
 * How a target gets its new rows. The content is the same in each case, and so are the counts.
 * - ADOPT: there is no target yet; the staging table becomes it, and no row is written a second time.
 * - MERGE: what differs is deleted, updated and inserted.
 * - REFILL: all rows are deleted, and all rows of staging inserted in key order. Never of a table that others refer to:
 *   what a deleted row does to theirs is not undone when its key comes back.
 */
export type Way = 'ADOPT' | 'MERGE' | 'REFILL';

export interface Situation {
  readonly apply: FileDefinition['target']['apply'];
  readonly isTargetThere: boolean;
  /** Whether staging can be made the published table inside of a transaction, and nobody would see only some of its rows. */
  readonly canAdopt: boolean;
  /** Whether foreign keys of other tables refer to the target. */
  readonly isReferenced: boolean;
  readonly rowsBefore: number;
  readonly rowsStaged: number;
  /** Some rows of staging, and what became of them; null where nobody looked. */
  readonly sample: Sample | null;
}

export interface Sample {
  readonly rows: number;
  /** Rows whose key the target has not. */
  readonly missing: number;
  /** Rows whose key the target has, with other values. */
  readonly differing: number;
}

/**
 * From which share of changed rows on a refill is cheaper. On 1,000,000 rows of 11 columns a refill takes as long whatever
 * changes, a merge the longer the more does: where 60 % changed it took 0.8 of a refill's time, where all did 1.7 times
 * that. What it leaves behind grows likewise, and meets that of a refill at two thirds (docs/adr/0012).
 */
const REFILL_FROM = 2 / 3;

export function chooseWay(situation: Situation): Way {
  if (!situation.isTargetThere && situation.canAdopt) return 'ADOPT';
  if (situation.rowsBefore === 0 || situation.rowsStaged === 0) return 'REFILL';
  if (situation.isReferenced) return 'MERGE';
  if (situation.apply === 'REPLACE') return 'REFILL';
  return changedShare(situation) >= REFILL_FROM ? 'REFILL' : 'MERGE';
}

/** The part of rows that are inserted, updated or deleted, as the sample lets expect; without a sample none are. */
export function changedShare({ rowsBefore, rowsStaged, sample }: Pick<Situation, 'rowsBefore' | 'rowsStaged' | 'sample'>): number {
  if (sample === null || sample.rows === 0) return 0;
  const inserted = (rowsStaged * sample.missing) / sample.rows;
  const updated = (rowsStaged * sample.differing) / sample.rows;
  const deleted = Math.max(rowsBefore - (rowsStaged - inserted), 0);
  return (inserted + updated + deleted) / Math.max(rowsBefore, rowsStaged);
}

import type { Manifest } from '@syncline/contract';
import { SyncFailure } from '../../file-syncs/domain/sync-failure.ts';
import { changesByMoreThan, percentOf } from './decimal.ts';

/** Which (business date, revision) a table holds or is about to hold. */
export interface Edition {
  readonly businessDate: string;
  readonly revision: number;
}

/** What a table holds; null before the first load. */
export const editionOf = ({ businessDate, revision }: { businessDate: string | null; revision: number | null }): Edition | null =>
  businessDate === null || revision === null ? null : { businessDate, revision };

/**
 * Whether a sync may replace what is published. The same edition again is welcome: it repairs.
 * @throws SyncFailure OLDER_THAN_PUBLISHED
 */
export function refuseOlder(published: Edition | null, incoming: Edition, allowOlder: boolean): void {
  if (published === null || allowOlder) return;
  const older = incoming.businessDate < published.businessDate
    || (incoming.businessDate === published.businessDate && incoming.revision < published.revision);
  if (!older) return;
  throw new SyncFailure('OLDER_THAN_PUBLISHED',
    `${incoming.businessDate} revision ${incoming.revision} is older than what is published, ${published.businessDate} revision ${published.revision}.`);
}

/**
 * Whether a sync may go where its file is published. A file that is not published yet may be given another target while a
 * sync of it waits, and the target that it began with may be another file's by now.
 * @throws SyncFailure SCHEMA_DRIFT
 */
export function refuseOtherTarget(file: string, table: string, targetNow: string): void {
  if (table === targetNow) return;
  throw new SyncFailure('SCHEMA_DRIFT', `The target of ${file} is ${targetNow} by now; this sync began when it was ${table}.`);
}

/** A guard stops what may be a mistake of the source, and is no failure of ours: a person may let it pass. */
export const GUARD_CODES = ['GUARD_DELETED_PERCENT', 'GUARD_CHANGE_PERCENT'] as const;
export type GuardCode = (typeof GUARD_CODES)[number];

export const isGuard = (code: string | null): code is GuardCode => GUARD_CODES.some((guard) => guard === code);

/** A person let a sync pass a guard. */
export interface Release {
  readonly code: string;
  /** Manifest digest of what was published, and compared with, when the guard stopped it. */
  readonly against: string | null;
}

/** The codes of guards that a sync may pass where this is published: what the person saw was a change from it. */
export const releasedAgainst = (released: readonly Release[] | null, manifestDigest: string | null): string[] =>
  (released ?? []).filter(({ against }) => against === manifestDigest).map(({ code }) => code);

export interface Guards {
  readonly maxDeletedPercent: number;
  readonly maxChangePercent: number | null;
  /** Codes of guards that a person let this sync pass. */
  readonly released: readonly string[] | null;
}

/**
 * A limit is passed only by more than it says; a first load deletes nothing that anybody was served.
 * @throws SyncFailure GUARD_DELETED_PERCENT
 */
export function refuseMassDelete(published: Edition | null, rowsBefore: number, deleted: number, { maxDeletedPercent, released }: Guards): void {
  const [before, left] = [String(rowsBefore), String(rowsBefore - deleted)];
  if (published === null || released?.includes('GUARD_DELETED_PERCENT') === true || !changesByMoreThan(before, left, maxDeletedPercent)) return;
  throw new SyncFailure('GUARD_DELETED_PERCENT',
    `${deleted} of ${rowsBefore} published rows (${percentOf(before, left)} %) would be deleted, more than the limit of ${maxDeletedPercent} %.`);
}

/** What a manifest says about the size of its rows. */
export type Sizes = Pick<Manifest, 'rows' | 'controlTotals'>;

/**
 * Row count and sums against those of what is published: as much up as down, whatever the sign, in percent of the value
 * before. Where that was 0 any other value is a change of 100 %. Sums that are not in both manifests say nothing.
 * @throws SyncFailure GUARD_CHANGE_PERCENT naming everything that changed too much
 */
export function refuseMassChange(published: Sizes | null, incoming: Sizes, { maxChangePercent, released }: Guards): void {
  if (published === null || maxChangePercent === null || released?.includes('GUARD_CHANGE_PERCENT') === true) return;
  const changed = sizesInBoth(published, incoming).filter(({ before, after }) => changesByMoreThan(before, after, maxChangePercent));
  if (changed.length === 0) return;
  const list = changed.map(({ name, before, after }) => `${name} from ${before} to ${after} (${percentOf(before, after)} %)`);
  throw new SyncFailure('GUARD_CHANGE_PERCENT', `${list.join(', ')} would change by more than the limit of ${maxChangePercent} %.`);
}

function sizesInBoth(published: Sizes, incoming: Sizes): { name: string; before: string; after: string }[] {
  const sums = incoming.controlTotals.flatMap(({ name, kind, column, value }) => {
    const before = published.controlTotals.find((total) => total.name === name && total.kind === kind && total.column === column)?.value;
    return kind !== 'sum' || before == null || value === null ? [] : [{ name: `sum ${name}`, before, after: value }];
  });
  return [{ name: 'rows', before: String(published.rows), after: String(incoming.rows) }, ...sums];
}

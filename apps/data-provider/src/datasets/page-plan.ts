import { DomainError } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import type { DatasetView } from '../catalogue/domain/dataset-view.ts';
import type { SourceReader } from '../golden-source/golden-source.ts';

/**
 * Keeps a page of live rows from becoming a scan of the source: PostgreSQL is asked what the page would cost before it is
 * read. A walk along an index costs hundreds, sorting a large table for the sake of one page costs hundreds of thousands.
 * Oracle tells its plan only to who may write into a table of it; there the time limit is all there is.
 *
 * @param mostCost in the planner's unit, one page read in order
 * @throws DomainError RULE_VIOLATED with what would help
 */
export async function assertCheap(reader: SourceReader, dialect: Dialect, view: DatasetView, statement: string, mostCost: number): Promise<void> {
  if (dialect !== 'postgres') return;
  const [[plan] = []] = await reader.rows(`EXPLAIN (FORMAT JSON) ${statement}`);
  if (costOf(plan) <= mostCost) return;
  const columns = [...(view.businessDate === null ? [] : [view.businessDate]), ...view.key].join(', ');
  throw new DomainError('RULE_VIOLATED', `This page would make the source look at a large part of its rows. Name more of the key (${view.key.map((name) => `?${name}=`).join(', ')}), `
    + `or ask its owner for an index on (${columns}), texts by COLLATE "C". Whoever wants all rows takes an extract.`);
}

/** The driver may have parsed it. What is no plan costs nothing that we know of. */
function costOf(plan: unknown): number {
  const [top] = (typeof plan === 'string' ? JSON.parse(plan) : plan) as [{ Plan?: { 'Total Cost'?: number } }?];
  return top?.Plan?.['Total Cost'] ?? 0;
}

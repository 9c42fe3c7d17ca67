import type { DatasetView } from '../catalogue/domain/dataset-view.ts';
import type { SourceReader } from './golden-source.ts';
import { fromItem, SourceRows } from './source-rows.ts';
import type { Dialect } from '@syncline/database';

/** The source does not hold what the catalogue says. */
export class SourceMismatchError extends Error {
  override readonly name = 'SourceMismatchError';
}

/**
 * Looks at the source's own columns before anything is read from it. A column of a type that cannot hold the contract's
 * values is no mismatch yet: whether it has values, its rows tell (`SourceRows.unrepresentable`).
 * @throws SourceMismatchError for columns that are missing
 */
export async function describeSource(reader: SourceReader, dialect: Dialect, view: DatasetView, businessDate: string | null): Promise<SourceRows> {
  const physical = await reader.describe(fromItem(view.source));
  const names = [...view.columns.map(({ name }) => name), ...(view.businessDate === null ? [] : [view.businessDate])];
  const missing = names.filter((name) => !physical.has(name));
  if (missing.length > 0) throw new SourceMismatchError(missing.map((name) => `the source has no column ${name}`).join('; '));
  return new SourceRows(dialect, view, physical, businessDate);
}

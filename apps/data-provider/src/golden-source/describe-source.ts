import type { DatasetView } from '../catalogue/domain/dataset-view.ts';
import type { SourceReader } from './golden-source.ts';
import { fromItem, SourceRows } from './source-rows.ts';
import type { Dialect } from '@syncline/database';

/** The source does not hold what the catalogue says. */
export class SourceMismatchError extends Error {
  override readonly name = 'SourceMismatchError';
}

/**
 * Looks at the source's own columns before anything is read from it.
 * @throws SourceMismatchError for columns that are missing, and for floats, whose digits are not exact
 */
export async function describeSource(reader: SourceReader, dialect: Dialect, view: DatasetView, businessDate: string | null): Promise<SourceRows> {
  const physical = await reader.describe(fromItem(view.source));
  const names = [...view.columns.map(({ name }) => name), ...(view.businessDate === null ? [] : [view.businessDate])];
  const problems = names.flatMap((name) => {
    const kind = physical.get(name);
    if (kind === undefined) return [`the source has no column ${name}`];
    return kind === 'float' ? [`the column ${name} is a floating point number in the source: cast it to an exact type in a query`] : [];
  });
  if (problems.length > 0) throw new SourceMismatchError(problems.join('; '));
  return new SourceRows(dialect, view, physical, businessDate);
}

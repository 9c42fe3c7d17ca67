import { keyOrder } from '@syncline/extract-format';
import type { SourceReader } from './golden-source.ts';
import type { SourceRows } from './source-rows.ts';

/** The rows of one part, told by keys that exist. */
export interface PartBoundary {
  /** From 1. */
  readonly n: number;
  readonly firstKey: readonly string[];
  readonly lastKey: readonly string[];
  readonly rows: number;
}

/** Two rows of one key: no order among them, and no target could hold both. */
export class DuplicateKeyError extends Error {
  override readonly name = 'DuplicateKeyError';

  constructor(key: readonly string[]) {
    super(`the key (${key.join(', ')}) is there more than once`);
  }
}

/**
 * Cuts the rows into parts of `partRows` in key order. Tiles of row numbers, not of key values: keys have gaps and
 * clusters, and equal slices of their space would be empty or huge.
 * @returns one boundary a part; none for no rows
 * @throws DuplicateKeyError
 */
export async function partBoundaries(reader: SourceReader, rows: SourceRows): Promise<PartBoundary[]> {
  const found = (await reader.rows(boundaryQuery(rows))).map(readRow);
  const repeat = found.find((row) => row.isRepeat);
  if (repeat !== undefined) throw new DuplicateKeyError(repeat.key);
  return pairUp(found, rows.view.partRows);
}

/**
 * The first and the last row of each part, and the first row whose key is that of the row before it. Of the repeats only
 * one is asked for: a source without a real key could have as many as rows.
 */
export function boundaryQuery(rows: SourceRows): string {
  const { partRows } = rows.view;
  const order = keyOrder(rows.dialect, rows.key);
  const names = rows.key.map((_, index) => `k${index}`);
  const texts = rows.keyTexts.map((text, index) => `${text} AS k${index}`);
  const terms = rows.key.map((part) => keyOrder(rows.dialect, [part]));
  const isRepeat = `CASE WHEN ${terms.map((term) => `${term} = LAG(${term}) OVER (ORDER BY ${order})`).join(' AND ')} THEN 1 ELSE 0 END`;
  const toText = (name: string): string => (rows.dialect === 'postgres' ? `CAST(${name} AS text)` : `TO_CHAR(${name})`);
  return `SELECT ${toText('row_no')}, ${toText('total')}, ${toText('is_repeat')}, ${names.join(', ')} FROM (`
    + `SELECT row_no, total, is_repeat, SUM(is_repeat) OVER (ORDER BY row_no ROWS UNBOUNDED PRECEDING) AS repeats, ${names.join(', ')} FROM (`
    + `SELECT ROW_NUMBER() OVER (ORDER BY ${order}) AS row_no, COUNT(*) OVER () AS total, ${isRepeat} AS is_repeat, ${texts.join(', ')} ${rows.from()}`
    + `) n) c WHERE MOD(row_no - 1, ${partRows}) = 0 OR MOD(row_no, ${partRows}) = 0 OR row_no = total OR (is_repeat = 1 AND repeats = 1)`
    + ' ORDER BY c.row_no';
}

interface BoundaryRow {
  readonly rowNumber: number;
  readonly total: number;
  readonly isRepeat: boolean;
  readonly key: readonly string[];
}

const readRow = ([rowNumber, total, isRepeat, ...key]: (string | null)[]): BoundaryRow => ({
  rowNumber: Number(rowNumber), total: Number(total), isRepeat: isRepeat === '1', key: key.map((text) => text ?? ''),
});

/** Joins the first and last rows of each part; in a part of one row they are the same row. */
export function pairUp(found: readonly Omit<BoundaryRow, 'isRepeat'>[], partRows: number): PartBoundary[] {
  const keyAt = new Map(found.map(({ rowNumber, key }) => [rowNumber, key]));
  const total = found[0]?.total ?? 0;
  return Array.from({ length: Math.ceil(total / partRows) }, (_, index) => {
    const [first, last] = [index * partRows + 1, Math.min((index + 1) * partRows, total)];
    const [firstKey, lastKey] = [keyAt.get(first), keyAt.get(last)];
    if (firstKey === undefined || lastKey === undefined) throw new Error(`the boundaries of part ${index + 1} are missing`);
    return { n: index + 1, firstKey, lastKey, rows: last - first + 1 };
  });
}

import type { Column } from '@syncline/contract';
import { compareKeys, parseColumnType, type ColumnType, type Field } from '@syncline/extract-format/rows';

/** One row that is not as the golden source sealed it. Texts are canonical; null is NULL, or no row at all. */
export interface Difference {
  readonly kind: 'MISSING' | 'UNEXPECTED' | 'CHANGED';
  readonly key: readonly string[];
  readonly columns: readonly { readonly name: string; readonly expected: Field; readonly actual: Field }[];
}

export type Row = readonly Field[];

/** What rows mean: their columns in order, and which of them are the key. */
export interface RowShape {
  readonly columns: readonly Column[];
  readonly key: readonly string[];
}

/**
 * Compares what was sealed with what is served. Both come in key order, so one walk along both suffices, whatever their
 * size: the smaller key of the two heads is a row that the other side lacks.
 */
export async function* differences(shape: RowShape, expected: AsyncIterable<Row>, actual: AsyncIterable<Row>): AsyncGenerator<Difference> {
  const keyAt = shape.key.map((name) => shape.columns.findIndex((column) => column.name === name));
  const types: ColumnType[] = keyAt.map((index) => parseColumnType(shape.columns[index]?.type ?? ''));
  const keyOf = (row: Row): string[] => keyAt.map((index) => row[index] ?? '');
  const [sealed, served] = [expected[Symbol.asyncIterator](), actual[Symbol.asyncIterator]()];
  try {
    let [left, right] = [await sealed.next(), await served.next()];
    while (!left.done || !right.done) {
      const order = left.done ? 1 : right.done ? -1 : compareKeys(types, keyOf(left.value), keyOf(right.value));
      const [wanted, found] = [order <= 0 && !left.done ? left.value : null, order >= 0 && !right.done ? right.value : null];
      const difference = compareRows(shape, keyAt, wanted, found);
      if (difference !== null) yield difference;
      if (order <= 0) left = await sealed.next();
      if (order >= 0) right = await served.next();
    }
  } finally {
    // Where one side failed or nobody wants more, the other must not stay half read.
    await sealed.return?.();
    await served.return?.();
  }
}

function compareRows(shape: RowShape, keyAt: readonly number[], wanted: Row | null, found: Row | null): Difference | null {
  const kind = wanted === null ? 'UNEXPECTED' : found === null ? 'MISSING' : 'CHANGED';
  const key = keyAt.map((index) => (wanted ?? found)?.[index] ?? '');
  const columns = shape.columns.flatMap(({ name }, index) => {
    if (keyAt.includes(index)) return [];
    const [expected, actual] = [wanted?.[index] ?? null, found?.[index] ?? null];
    return kind === 'CHANGED' && expected === actual ? [] : [{ name, expected, actual }];
  });
  return kind === 'CHANGED' && columns.length === 0 ? null : { kind, key, columns };
}

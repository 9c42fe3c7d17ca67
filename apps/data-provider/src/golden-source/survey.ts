import type { SealedControlTotal } from '@syncline/contract';
import { controlTotalExpression, keyOrder } from '@syncline/extract-format';
import type { ViewColumn } from '../catalogue/domain/dataset-view.ts';
import type { SourceReader } from './golden-source.ts';
import type { SourceRows } from './source-rows.ts';

/** A value that the contract's type cannot hold. The value itself is not shown: it may be a secret. */
export class UnrepresentableValueError extends Error {
  override readonly name = 'UnrepresentableValueError';

  constructor(column: ViewColumn, key: readonly string[], count: number) {
    const others = count > 1 ? ` (and ${count - 1} more in this column)` : '';
    super(`the row with the key (${key.join(', ')}) has a value in ${column.name} that ${column.type}${column.nullable ? '' : ' not null'} cannot hold${others}`);
  }
}

/**
 * Proves that every value can be told exactly. Done first, in one scan: a cast rounds and a mask cuts without a word, and
 * a control total over such values would be wrong or fail.
 * @throws UnrepresentableValueError for the first column that has such values, naming its first row
 */
export async function assertRepresentable(reader: SourceReader, rows: SourceRows): Promise<void> {
  const { columns } = rows.view;
  const counts = columns.map((column) => `${asText(rows, `COUNT(CASE WHEN ${rows.unrepresentable(column)} THEN 1 END)`)}`);
  const [result = []] = await reader.rows(`SELECT ${counts.join(', ')} ${rows.from()}`);
  for (const [index, column] of columns.entries()) {
    const count = Number(result[index] ?? 0);
    if (count > 0) throw new UnrepresentableValueError(column, await firstKey(reader, rows, column), count);
  }
}

const asText = ({ dialect }: SourceRows, expression: string): string =>
  dialect === 'postgres' ? `CAST(${expression} AS text)` : `TO_CHAR(${expression})`;

/** As the source shows it, for the key itself may be what cannot be told. */
async function firstKey(reader: SourceReader, rows: SourceRows, column: ViewColumn): Promise<string[]> {
  const key = rows.key.map(({ sqlName }) => asText(rows, sqlName));
  const order = keyOrder(rows.dialect, rows.key);
  const [first = []] = await reader.rows(`SELECT ${key.join(', ')} ${rows.from(rows.unrepresentable(column))} ORDER BY ${order} FETCH FIRST 1 ROWS ONLY`);
  return first.map((text) => text ?? 'NULL');
}

/** The control totals of the view, over the same snapshot as its rows. */
export async function controlTotals(reader: SourceReader, rows: SourceRows): Promise<SealedControlTotal[]> {
  const { columns, controlTotals: totals } = rows.view;
  const expressions = totals.flatMap(({ kind, column: name }) => {
    const column = columns.find((candidate) => candidate.name === name);
    return column === undefined ? [] : [controlTotalExpression(rows.dialect, kind, column, rows.value(column))];
  });
  if (expressions.length === 0) return [];
  const [values = []] = await reader.rows(`SELECT ${expressions.join(', ')} ${rows.from()}`);
  return totals.map((total, index) => ({ ...total, value: values[index] ?? null }));
}

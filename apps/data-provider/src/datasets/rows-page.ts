import { DomainError, type Row } from '@syncline/contract';
import { keyOrder, keyRangeCondition, orderTerm, parseColumnType, textLiteral, valueExpression } from '@syncline/extract-format';
import { keyColumnsOf } from '../catalogue/domain/dataset-view.ts';
import type { SourceReader } from '../golden-source/golden-source.ts';
import type { SourceRows } from '../golden-source/source-rows.ts';

/** Which rows, by canonical texts of key columns. */
export interface PlaceInKey {
  /** Of the first key columns: only rows that begin so. */
  readonly beginning: readonly string[];
  /** Of the whole key: only rows behind this one. */
  readonly after?: readonly string[] | undefined;
  readonly limit: number;
}

/**
 * A page in key order. Per column its text, and whether it is one that cannot be told exactly; one row more than asked for
 * shows that there is another page. Order and conditions are those of the key, so that an index of it is walked.
 */
export function pageStatement(rows: SourceRows, { beginning, after, limit }: PlaceInKey): string {
  const { columns } = rows.view;
  const texts = columns.map((column) => `CASE WHEN ${rows.unrepresentable(column)} THEN NULL ELSE ${rows.text(column)} END`);
  const flags = columns.map((column) => `CASE WHEN ${rows.unrepresentable(column)} THEN '1' ELSE '0' END`);
  const range = after === undefined ? [] : [keyRangeCondition(rows.dialect, rows.key, { after: after.map(textLiteral) })];
  return `SELECT ${[...texts, ...flags].join(', ')} ${rows.from(...beginsWith(rows, beginning), ...range)} `
    + `ORDER BY ${keyOrder(rows.dialect, rows.key)} FETCH FIRST ${limit + 1} ROWS ONLY`;
}

/**
 * Equality of the first key columns. Of a text twice: by its bytes, which is what it means, and as the source's own column
 * compares, which is what an index knows that was not made for our order.
 */
function beginsWith(rows: SourceRows, beginning: readonly string[]): string[] {
  const columns = keyColumnsOf(rows.view);
  return beginning.flatMap((text, index) => {
    const [column, part] = [columns[index], rows.key[index]];
    if (column === undefined || part === undefined) throw new RangeError(`the key has no column ${index + 1}`);
    if (parseColumnType(column.type).kind !== 'string') return [`${part.sqlName} = ${valueExpression(rows.dialect, column, textLiteral(text))}`];
    return [`${part.sqlName} = ${textLiteral(text)}`, `${orderTerm(rows.dialect, part)} = ${orderTerm(rows.dialect, { column, sqlName: textLiteral(text) })}`];
  });
}

/** Reads what `pageStatement` asks for. @throws DomainError CONFLICT for a value that cannot be told exactly */
export async function readPage(reader: SourceReader, rows: SourceRows, statement: string): Promise<Row[]> {
  const { columns } = rows.view;
  return (await reader.rows(statement)).map((values) => {
    const wrong = columns.find((_, index) => values[columns.length + index] === '1');
    if (wrong !== undefined) throw new DomainError('CONFLICT', `A row of this page has a value in ${wrong.name} that ${wrong.type} cannot hold: VALUE_NOT_REPRESENTABLE.`);
    return Object.fromEntries(columns.map(({ name }, index) => [name, values[index] ?? null]));
  });
}

import type { Dialect } from '@syncline/database';
import { canonicalExpression, controlTotalExpression, keyOrder, textLiteral, valueExpression } from '@syncline/extract-format';
import { columnOf, sqlIdentifier, type CanonicalSelect, type TableRef } from '../../bulk/table-sql.ts';
import { DATE_COLUMN } from '../definitions/domain/check-output.ts';
import type { OutputShape } from '../definitions/output-definition.ts';

const DATE = { name: DATE_COLUMN, type: 'date', nullable: false };

/** What an output's table is called by people, and in SQL where nothing needs quotes. */
export const tableName = (dialect: Dialect, { name, version }: { name: string; version: number }): string =>
  `${dialect === 'postgres' ? 'outputs.' : 'out_'}${name.replaceAll('-', '_')}_v${version}`;

/** The table of one version of an output: its rows of every business date, each with the date. */
export function outputTable(dialect: Dialect, output: { name: string; version: number } & OutputShape): TableRef {
  const name = tableName(dialect, output);
  const quoted = dialect === 'postgres' ? `outputs.${sqlIdentifier(dialect, name.slice('outputs.'.length))}` : sqlIdentifier(dialect, name);
  return { sqlName: quoted, columns: [DATE, ...output.columns], key: [DATE_COLUMN, ...output.key] };
}

const ofDate = (dialect: Dialect, businessDate: string): string =>
  `t.${sqlIdentifier(dialect, DATE_COLUMN)} = ${valueExpression(dialect, DATE, textLiteral(businessDate))}`;

export const deleteDate = (dialect: Dialect, { sqlName }: Pick<TableRef, 'sqlName'>, businessDate: string): string =>
  `DELETE FROM ${sqlName} t WHERE ${ofDate(dialect, businessDate)}`;

/** How many rows are stored for a business date, and totals over them, in the order given; all computed by the database. */
export function storedTotals(dialect: Dialect, table: TableRef, businessDate: string, totals: readonly { kind: Parameters<typeof controlTotalExpression>[1]; column: string }[]): string {
  const expressions = totals.map(({ kind, column }) => controlTotalExpression(dialect, kind, columnOf(table, column), `t.${sqlIdentifier(dialect, column)}`));
  return `SELECT ${['count(*)', ...expressions].join(', ')} FROM ${table.sqlName} t WHERE ${ofDate(dialect, businessDate)}`;
}

/**
 * The rows of a business date in canonical form and in key order.
 * @param columns which of them; all of the table's to prove what is stored, the output's own for a reader
 */
export function storedRows(dialect: Dialect, table: TableRef, businessDate: string, columns: TableRef['columns'] = table.columns): CanonicalSelect {
  const name = (column: string): string => `t.${sqlIdentifier(dialect, column)}`;
  const texts = columns.map((column) => canonicalExpression(dialect, column, name(column.name)));
  const key = table.key.map((column) => ({ column: columnOf(table, column), sqlName: name(column) }));
  return {
    sql: `SELECT ${texts.join(', ')} FROM ${table.sqlName} t WHERE ${ofDate(dialect, businessDate)} ORDER BY ${keyOrder(dialect, key)}`,
    columnCount: columns.length,
  };
}

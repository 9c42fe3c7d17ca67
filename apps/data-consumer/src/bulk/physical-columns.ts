import type { Column } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { targetColumnType, textLiteral } from '@syncline/extract-format/rows';
import { sqlIdentifier, type TableRef } from './table-sql.ts';

/**
 * One row a column of a table, name and type, as the database describes them; no row where there is no such table. A view
 * or anything else that is no table of its own has the type `no table`.
 */
export const physicalColumns = (dialect: Dialect, sqlName: string): string => (dialect === 'postgres'
  ? `SELECT a.attname, CASE WHEN r.relkind IN ('r', 'p') THEN format_type(a.atttypid, a.atttypmod) ELSE 'no table' END
    FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid
    WHERE a.attrelid = to_regclass(${textLiteral(sqlName)}) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`
  : `SELECT column_name, CASE
      WHEN data_type = 'VARCHAR2' THEN 'VARCHAR2(' || char_length || CASE char_used WHEN 'C' THEN ' CHAR' END || ')'
      WHEN data_type = 'NUMBER' AND data_scale > 0 THEN 'NUMBER(' || data_precision || ',' || data_scale || ')'
      WHEN data_type = 'NUMBER' THEN 'NUMBER(' || data_precision || ')'
      ELSE data_type END
    FROM user_tab_columns WHERE table_name = ${textLiteral(sqlName.slice(1, -1))} ORDER BY column_id`);

/** The type that `physicalColumns` gives for a column of ours. */
export const physicalType = (dialect: Dialect, column: Pick<Column, 'type'>): string =>
  (dialect === 'postgres'
    ? targetColumnType(dialect, column).replace(' COLLATE "C"', '').replace('varchar', 'character varying').replace(/^timestamptz\((\d)\)$/, 'timestamp($1) with time zone')
    : targetColumnType(dialect, column).replace(',0)', ')'));

/**
 * In what the table is not as it was made from a manifest, one sentence each. Columns that people added are theirs. A type
 * must be the very same: a wider one would hold values that canonical texts round.
 * @param found rows of `physicalColumns`
 */
export function tableChanges(dialect: Dialect, table: TableRef, found: readonly (readonly (string | null)[])[]): string[] {
  const types = new Map(found.map(([name, type]) => [name ?? '', type ?? '']));
  return table.columns.flatMap((column) => {
    const name = sqlIdentifier(dialect, column.name).slice(1, -1);
    const [type, wanted] = [types.get(name), physicalType(dialect, column)];
    if (type === undefined) return [`column ${column.name} is gone`];
    return type === wanted ? [] : [`column ${column.name} is ${type} instead of ${wanted}`];
  });
}

import type { Column } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { parseColumnType, type ColumnType } from '../canonical/column-type.ts';

/** A key column of a statement: its contract, and its name there. */
export interface KeyColumn {
  readonly column: Pick<Column, 'type'>;
  /** Qualified (`s.city_id`), or an expression. */
  readonly sqlName: string;
}

const BARE_NAME = /^("[^"]*"|\w+)$/;

/**
 * What rows are ordered by: `ORDER BY ${keyOrder(…)}`. Text by its UTF-8 bytes, everything else by value.
 * @throws RangeError for a bare column name: `SELECT CAST(n AS text) … ORDER BY n` orders by the text (the output column
 *   is called n as well), which puts 10 before 9
 */
export const keyOrder = (dialect: Dialect, key: readonly KeyColumn[]): string =>
  key.map((part) => {
    if (BARE_NAME.test(part.sqlName)) throw new RangeError(`the key column ${part.sqlName} must be qualified by its table`);
    return orderTerm(dialect, part);
  }).join(', ');

/** One column in a form that compares (`<`, `=`, `min`) in key order. */
export function orderTerm(dialect: Dialect, { column, sqlName }: KeyColumn): string {
  if (parseColumnType(column.type).kind !== 'string') return sqlName;
  return dialect === 'postgres' ? `CAST(${sqlName} AS text) COLLATE "C"` : `NLSSORT(${sqlName}, 'NLS_SORT=BINARY')`;
}

/**
 * A value of the column's own type from its canonical text; `sqlText` is a bind or a literal.
 * The inverse of `canonicalExpression`.
 */
export function valueExpression(dialect: Dialect, column: Pick<Column, 'type'>, sqlText: string): string {
  return VALUES[dialect](parseColumnType(column.type), sqlText);
}

const VALUES: Readonly<Record<Dialect, (type: ColumnType, sqlText: string) => string>> = {
  postgres: postgresValue,
  oracle: oracleValue,
};

function postgresValue(type: ColumnType, text: string): string {
  switch (type.kind) {
    case 'string':
    case 'json': return `CAST(${text} AS text)`;
    case 'decimal': return `CAST(${text} AS numeric)`;
    case 'timestamp': return `CAST(${text} AS timestamptz)`;
    // ISO text is read the same under every DateStyle.
    default: return `CAST(${text} AS ${type.kind})`;
  }
}

function oracleValue(type: ColumnType, text: string): string {
  switch (type.kind) {
    case 'string':
    case 'json': return text;
    case 'integer':
    case 'bigint':
    case 'decimal': return `TO_NUMBER(${text}, '${'9'.repeat(38)}D${'9'.repeat(22)}', 'NLS_NUMERIC_CHARACTERS=''.,''')`;
    case 'boolean': return `CASE ${text} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END`;
    case 'date': return `TO_DATE(${text}, 'YYYY-MM-DD', 'NLS_CALENDAR=GREGORIAN')`;
    case 'timestamp': {
      const fraction = type.digits === 0 ? '' : '.FF';
      return `FROM_TZ(TO_TIMESTAMP(${text}, 'YYYY-MM-DD"T"HH24:MI:SS${fraction}"Z"', 'NLS_CALENDAR=GREGORIAN'), 'UTC')`;
    }
  }
}

import type { Column } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { parseColumnType, type ColumnType } from '../canonical/column-type.ts';
import { canonicalExpression } from './canonical-expression.ts';
import type { PhysicalType } from './physical-type.ts';

/**
 * SQL for a column of `COPY (SELECT …) TO STDOUT (FORMAT csv)` that makes COPY write the canonical text: the bare column
 * where what the server writes of it by itself is that text already, `canonicalExpression` everywhere else. Only for COPY
 * (a driver would turn bare columns into numbers and dates), and only in a session with `DateStyle=ISO`.
 *
 * Why: of the CPU time of a COPY of 1,000,000 rows of 11 columns (bigint, five texts, three numerics, date, timestamp) the
 * conversions of what needed none were a fifth: 2.3 s with all, 1.75 s without, 1.25 s for `COPY` of the bare table. What
 * is left is `to_char` of the timestamp (0.4 s); text functions over its cast are slower still (1.0 s), and the cast
 * itself drops zeros at the end of a second.
 */
export function copyExpression(dialect: Dialect, column: Pick<Column, 'type'>, sqlName: string, physical: PhysicalType): string {
  const isBare = dialect === 'postgres' && isCanonicalAsItIs(parseColumnType(column.type), physical);
  return isBare ? sqlName : canonicalExpression(dialect, column, sqlName);
}

/** For representable values. `json` writes its text as it came; a `numeric(p,s)` has s decimals and no negative zero. */
function isCanonicalAsItIs(type: ColumnType, physical: PhysicalType): boolean {
  switch (type.kind) {
    case 'string': return physical.kind === 'text';
    case 'json': return physical.kind === 'text' || physical.kind === 'json';
    case 'integer':
    case 'bigint': return physical.kind === 'integer';
    case 'decimal':
      return (physical.kind === 'integer' && type.scale === 0) || (physical.kind === 'numeric' && physical.digits !== null && physical.digits.scale === type.scale);
    case 'date': return physical.kind === 'date';
    // COPY writes booleans as t and f, and timestamps without zeros at their end.
    case 'boolean':
    case 'timestamp': return false;
  }
}

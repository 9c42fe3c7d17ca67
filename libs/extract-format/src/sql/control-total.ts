import type { Column, ControlTotalKind } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { parseColumnType, type ColumnType } from '../canonical/column-type.ts';
import { canonicalExpression, oracleDecimalText } from './canonical-expression.ts';
import { orderTerm } from './key-order.ts';

const scaleOf = (type: ColumnType): number => (type.kind === 'decimal' ? type.scale : 0);
const isNumber = (type: ColumnType): boolean => ['integer', 'bigint', 'decimal'].includes(type.kind);

/** Why the kind makes no sense for a column of that type; null if it does. For the author of a catalogue. */
export function controlTotalProblem(kind: ControlTotalKind, column: Pick<Column, 'type'>): string | null {
  const type = parseColumnType(column.type);
  if (kind === 'sum' && !isNumber(type)) return `a sum needs a number, not ${column.type}`;
  if ((kind === 'min' || kind === 'max') && (type.kind === 'json' || type.kind === 'boolean')) return `${column.type} has no ${kind}`;
  return null;
}

/**
 * An aggregate that yields the total as text: a sum at the column's scale (0 over no rows), min and max in canonical form
 * (NULL over no rows), the number of distinct values. Values must be representable, see `unrepresentable`.
 */
export function controlTotalExpression(dialect: Dialect, kind: ControlTotalKind, column: Pick<Column, 'type'>, sqlName: string): string {
  const type = parseColumnType(column.type);
  switch (kind) {
    case 'sum': return SUMS[dialect](sqlName, scaleOf(type));
    case 'countDistinct': return COUNTS[dialect](canonicalExpression(dialect, column, sqlName));
    case 'min':
    case 'max': return extreme(dialect, kind, column, type, sqlName);
  }
}

const SUMS: Readonly<Record<Dialect, (sqlName: string, scale: number) => string>> = {
  postgres: (x, scale) => `CAST(round(COALESCE(sum(CAST(${x} AS numeric)), 0), ${scale}) AS text)`,
  // A sum has more digits than its terms; 62 is the longest mask.
  oracle: (x, scale) => oracleDecimalText(`NVL(SUM(${x}), 0)`, Math.min(38, 60 - scale), scale),
};

const COUNTS: Readonly<Record<Dialect, (text: string) => string>> = {
  // Byte equality: a collation of the source that ignores case or accents would count too few.
  postgres: (text) => `CAST(count(DISTINCT ${text} COLLATE "C") AS text)`,
  oracle: (text) => `TO_CHAR(COUNT(DISTINCT ${text}), 'FM9999999999999999990')`,
};

function extreme(dialect: Dialect, kind: 'min' | 'max', column: Pick<Column, 'type'>, type: ColumnType, x: string): string {
  if (type.kind !== 'string') return canonicalExpression(dialect, column, `${kind}(${x})`);
  return dialect === 'postgres'
    ? `${kind}(${orderTerm(dialect, { column, sqlName: x })})`
    : `${kind}(${x}) KEEP (DENSE_RANK ${kind === 'min' ? 'FIRST' : 'LAST'} ORDER BY ${orderTerm(dialect, { column, sqlName: x })} NULLS ${kind === 'min' ? 'LAST' : 'FIRST'})`;
}

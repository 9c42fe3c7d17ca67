import type { Dialect } from '@syncline/database';
import { orderTerm, valueExpression, type KeyColumn } from './key-order.ts';

/**
 * The rows of one part: those whose key comes after one key and up to another, both in key order. An end left out is open,
 * so that rows outside of the keys of a manifest show up in its first and last part instead of nowhere.
 */
export interface KeyRange {
  /** SQL of one canonical text a key column (binds or literals); exclusive. */
  readonly after?: readonly string[] | undefined;
  /** The same; inclusive. */
  readonly upTo?: readonly string[] | undefined;
}

/** A condition for `WHERE`; `1 = 1` where the range is open on both sides. */
export function keyRangeCondition(dialect: Dialect, key: readonly KeyColumn[], range: KeyRange): string {
  const conditions = [
    ...(range.after ? [compare(dialect, key, '>', range.after)] : []),
    ...(range.upTo ? [compare(dialect, key, '<=', range.upTo)] : []),
  ];
  return conditions.length === 0 ? '1 = 1' : conditions.join(' AND ');
}

function compare(dialect: Dialect, key: readonly KeyColumn[], operator: '>' | '<=', texts: readonly string[]): string {
  if (texts.length !== key.length) throw new RangeError(`a key of ${key.length} columns was compared with ${texts.length} values`);
  const columns = key.map((part) => orderTerm(dialect, part));
  const values = key.map(({ column }, index) => ordered(dialect, column, valueExpression(dialect, column, texts[index] ?? '')));
  // PostgreSQL walks an index for a comparison of rows; Oracle has none but for equality and is told it column by column.
  return dialect === 'postgres'
    ? `(${columns.join(', ')}) ${operator} (${values.join(', ')})`
    : lexicographic(columns, values, operator);
}

const ordered = (dialect: Dialect, column: KeyColumn['column'], value: string): string =>
  dialect === 'oracle' ? orderTerm(dialect, { column, sqlName: value }) : value;

function lexicographic(columns: readonly string[], values: readonly string[], operator: '>' | '<='): string {
  const alternatives = columns.map((column, index) => {
    const last = index === columns.length - 1;
    const equals = columns.slice(0, index).map((before, at) => `${before} = ${values[at]}`);
    return [...equals, `${column} ${last ? operator : operator[0]} ${values[index]}`].join(' AND ');
  });
  return `(${alternatives.map((alternative) => `(${alternative})`).join(' OR ')})`;
}

import type { ColumnType } from './column-type.ts';

/**
 * The order of rows: key columns in turn, numbers and instants by value, strings by their UTF-8 bytes, false before true.
 * The engines say it in `sql/key-order.ts`.
 */

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const sign = (value: number | bigint): number => (value < 0 ? -1 : value > 0 ? 1 : 0);

/** Both texts have the same scale, so without the point they compare as integers. */
const byValue = (a: string, b: string): number => sign(BigInt(a.replace('.', '')) - BigInt(b.replace('.', '')));

/** Compares two canonical texts of one column. Negative, zero or positive. */
export function compareTexts(type: ColumnType, a: string, b: string): number {
  switch (type.kind) {
    case 'integer':
    case 'bigint':
    case 'decimal': return byValue(a, b);
    // Canonical dates and instants have a fixed width and `false` < `true`: their bytes are in the order of their values.
    default: return byBytes(a, b);
  }
}

/** Compares two keys, arrays of canonical texts, column by column. */
export function compareKeys(types: readonly ColumnType[], a: readonly string[], b: readonly string[]): number {
  for (const [index, type] of types.entries()) {
    const order = compareTexts(type, a[index] ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

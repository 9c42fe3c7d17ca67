import { parseColumnType, type ColumnType } from '@syncline/extract-format';

/**
 * Whether every value of the one type is a value of the other: `string(40)` → `string(60)`, `integer` → `bigint`. Anything
 * else narrows: some value that was told before can be told no more, and a date that was sealed could not be sealed again.
 */
export function isWidened(before: string, after: string): boolean {
  const [old, next] = [parseColumnType(before), parseColumnType(after)];
  if (old.kind === 'integer' && next.kind === 'bigint') return true;
  return old.kind === next.kind && bounds(next).every((bound, index) => bound >= (bounds(old)[index] ?? 0));
}

/** What a type of this kind may have less of. */
function bounds(type: ColumnType): number[] {
  switch (type.kind) {
    case 'string': return [type.length];
    case 'decimal': return [type.precision - type.scale, type.scale];
    case 'timestamp': return [type.digits];
    default: return [];
  }
}

import type { Column } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { parseColumnType, type ColumnType } from '../canonical/column-type.ts';

/**
 * How a database holds a column, as far as it matters to whoever reads it exactly. What the type itself guarantees (a
 * `varchar(12)` is never longer, a `numeric(18,4)` is always written with four decimals) need be neither checked nor
 * converted row by row; null where the type guarantees nothing.
 */
export type PhysicalType =
  /** `length` in code points. */
  | { readonly kind: 'text'; readonly length: number | null }
  /** `char(n)`: filled up with blanks, which are no part of the value. */
  | { readonly kind: 'padded-text'; readonly length: number | null }
  | { readonly kind: 'integer'; readonly bits: 16 | 32 | 64 }
  | { readonly kind: 'numeric'; readonly digits: { readonly precision: number; readonly scale: number } | null }
  | { readonly kind: 'boolean' }
  /** A day; Oracle's has a time as well. */
  | { readonly kind: 'date' }
  /** Without a zone: read as UTC. `digits` of a second, at most. */
  | { readonly kind: 'local-timestamp'; readonly digits: number }
  | { readonly kind: 'instant'; readonly digits: number }
  | { readonly kind: 'json' }
  /** No exact value: what it shows depends on how many digits one asks for. */
  | { readonly kind: 'float' }
  | { readonly kind: 'other' };

const NUMBERS: readonly PhysicalType['kind'][] = ['integer', 'numeric'];
const TIMES: readonly PhysicalType['kind'][] = ['date', 'local-timestamp', 'instant'];

const READABLE: Readonly<Record<Dialect, Readonly<Partial<Record<ColumnType['kind'], readonly PhysicalType['kind'][]>>>>> = {
  postgres: { integer: NUMBERS, bigint: NUMBERS, decimal: NUMBERS, boolean: ['boolean'], date: TIMES, timestamp: TIMES },
  // Oracle had no boolean before 23ai.
  oracle: { integer: NUMBERS, bigint: NUMBERS, decimal: NUMBERS, boolean: ['boolean', ...NUMBERS], date: TIMES, timestamp: TIMES },
};

/**
 * Whether values held like this can be values of the contract's type at all. A number in a text column is none: how it is
 * written is anybody's choice, and a query of the catalogue may cast it. Floats are never values of any type.
 */
export function isReadableAs(dialect: Dialect, { type }: Pick<Column, 'type'>, physical: PhysicalType): boolean {
  const kinds = READABLE[dialect][parseColumnType(type).kind];
  return physical.kind !== 'float' && (kinds === undefined || kinds.includes(physical.kind));
}

import type { PhysicalType } from './physical-type.ts';

/** What PostgreSQL says of a result's column: the object id of its type (of a domain's base type) and the type's modifier. */
export interface PostgresField {
  readonly dataTypeID: number;
  /** -1 for none. */
  readonly dataTypeModifier: number;
}

/** Object ids of types, fixed for all times in PostgreSQL's catalogue. Whatever is not here is `other`. */
const TYPES: Readonly<Record<number, (modifier: number) => PhysicalType>> = {
  16: () => ({ kind: 'boolean' }),
  20: () => ({ kind: 'integer', bits: 64 }),
  21: () => ({ kind: 'integer', bits: 16 }),
  23: () => ({ kind: 'integer', bits: 32 }),
  25: () => ({ kind: 'text', length: null }),
  114: () => ({ kind: 'json' }),
  700: () => ({ kind: 'float' }),
  701: () => ({ kind: 'float' }),
  1042: (modifier) => ({ kind: 'padded-text', length: lengthOf(modifier) }),
  1043: (modifier) => ({ kind: 'text', length: lengthOf(modifier) }),
  1082: () => ({ kind: 'date' }),
  1114: (modifier) => ({ kind: 'local-timestamp', digits: digitsOfSecond(modifier) }),
  1184: (modifier) => ({ kind: 'instant', digits: digitsOfSecond(modifier) }),
  1700: (modifier) => ({ kind: 'numeric', digits: modifier < 0 ? null : decimalDigits(modifier) }),
  3802: () => ({ kind: 'json' }),
};

/** Lengths and digits are kept behind a header of four bytes. */
const HEADER = 4;
const MOST_DIGITS_OF_SECOND = 6;

const lengthOf = (modifier: number): number | null => (modifier < 0 ? null : modifier - HEADER);
const digitsOfSecond = (modifier: number): number => (modifier < 0 ? MOST_DIGITS_OF_SECOND : modifier);

/** The scale has eleven bits and a sign: `numeric(3,-2)` and `numeric(2,5)` are types as well. */
function decimalDigits(modifier: number): { precision: number; scale: number } {
  const packed = modifier - HEADER;
  return { precision: (packed >> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 1024) - 1024 };
}

export const postgresPhysicalType = ({ dataTypeID, dataTypeModifier }: PostgresField): PhysicalType =>
  TYPES[dataTypeID]?.(dataTypeModifier) ?? { kind: 'other' };

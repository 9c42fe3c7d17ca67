/** The types that a column of a dataset may have. There are no floats: a proof by equality needs exact values. */
export type ColumnType =
  /** At most `length` code points; never normalised. */
  | { readonly kind: 'string'; readonly length: number }
  /** 32 bits, signed. */
  | { readonly kind: 'integer' }
  /** 64 bits, signed. */
  | { readonly kind: 'bigint' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  /** An instant, with `digits` digits of a second (0 to 6). */
  | { readonly kind: 'timestamp'; readonly digits: number }
  /** JSON text carried byte for byte; checked for validity only. */
  | { readonly kind: 'json' };

/** PostgreSQL's largest `varchar(n)`. */
const MAX_STRING_LENGTH = 10_485_760;
/** Oracle's largest `NUMBER(p, s)`; PostgreSQL holds more. */
const MAX_PRECISION = 38;

const WORD = /^([a-z]+)(?:\((\d{1,8})(?:,(\d{1,8}))?\))?$/;
const PLAIN_KINDS = new Set(['integer', 'bigint', 'boolean', 'date', 'json'] as const);
type PlainKind = typeof PLAIN_KINDS extends Set<infer K> ? K : never;
const isPlainKind = (word: string): word is PlainKind => (PLAIN_KINDS as Set<string>).has(word);

const between = (value: number, low: number, high: number, what: string): number => {
  if (value < low || value > high) throw new RangeError(`${what} must be ${low} to ${high}, not ${value}`);
  return value;
};

/**
 * Reads a type as it is written in a catalogue: `string(40)`, `integer`, `bigint`, `decimal(18,4)`, `boolean`, `date`,
 * `timestamp(6)`, `json`.
 * @throws RangeError with a sentence for the author of the catalogue
 */
export function parseColumnType(text: string): ColumnType {
  const [, word = '', first, second] = WORD.exec(text) ?? [];
  const [one, two] = [first, second].map((digits) => (digits === undefined ? undefined : Number(digits)));
  if (isPlainKind(word) && one === undefined) return { kind: word };
  if (word === 'string' && one !== undefined && two === undefined) {
    return { kind: 'string', length: between(one, 1, MAX_STRING_LENGTH, 'the length of a string') };
  }
  if (word === 'timestamp' && one !== undefined && two === undefined) {
    return { kind: 'timestamp', digits: between(one, 0, 6, 'the digits of a timestamp') };
  }
  if (word === 'decimal' && one !== undefined && two !== undefined) {
    const precision = between(one, 1, MAX_PRECISION, 'the precision of a decimal');
    return { kind: 'decimal', precision, scale: between(two, 0, precision, 'the scale of a decimal') };
  }
  throw new RangeError(`unknown column type "${text}"; known are string(n), integer, bigint, decimal(p,s), boolean, date, timestamp(0..6), json`);
}

/** The inverse of `parseColumnType`. */
export function printColumnType(type: ColumnType): string {
  switch (type.kind) {
    case 'string': return `string(${type.length})`;
    case 'decimal': return `decimal(${type.precision},${type.scale})`;
    case 'timestamp': return `timestamp(${type.digits})`;
    default: return type.kind;
  }
}

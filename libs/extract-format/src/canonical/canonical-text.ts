import type { ColumnType } from './column-type.ts';

/**
 * The canonical text of a value, in TypeScript. PostgreSQL and Oracle say the same in `sql/canonical-expression.ts`;
 * `vectors/canonical-form.json` proves that they agree.
 */

/** A value that its column's type cannot hold exactly. It is refused, never rounded or cut. */
export class NotRepresentableError extends Error {
  override readonly name = 'NotRepresentableError';
}

const refuse = (text: string, why: string): never => {
  throw new NotRepresentableError(`${JSON.stringify(text)} ${why}`);
};

const LIMITS = {
  integer: [-(2n ** 31n), 2n ** 31n - 1n],
  bigint: [-(2n ** 63n), 2n ** 63n - 1n],
} as const;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{2}):?(\d{2})?)$/;

/** The first day of the Gregorian calendar: before it, engines disagree about which day a date is. */
const FIRST_DAY = '1582-10-15';
const FIRST_INSTANT = Date.parse(`${FIRST_DAY}T00:00:00Z`);
const END_OF_INSTANTS = Date.parse('+010000-01-01T00:00:00Z');

function integerText(text: string, [low, high]: readonly [bigint, bigint]): string {
  if (!/^[+-]?\d+$/.test(text)) return refuse(text, 'is not an integer');
  const value = BigInt(text.replace(/^\+/, ''));
  if (value < low || value > high) return refuse(text, `is not between ${low} and ${high}`);
  return value.toString();
}

function decimalText(text: string, precision: number, scale: number): string {
  const [matched, sign, whole = '', fraction = ''] = NUMBER.exec(text) ?? [];
  if (matched === undefined || whole + fraction === '') return refuse(text, 'is not a decimal number');
  const digits = whole.replace(/^0+/, '');
  const decimals = fraction.replace(/0+$/, '');
  if (digits.length > precision - scale) return refuse(text, `has more than ${precision - scale} digits before the point`);
  if (decimals.length > scale) return refuse(text, `has more than ${scale} digits after the point`);
  const magnitude = (digits === '' ? '0' : digits) + (scale === 0 ? '' : `.${decimals.padEnd(scale, '0')}`);
  return sign === '-' && /[1-9]/.test(magnitude) ? `-${magnitude}` : magnitude;
}

function dateText(text: string): string {
  if (!DATE.test(text)) return refuse(text, 'is not a date YYYY-MM-DD');
  const time = Date.parse(`${text}T00:00:00Z`);
  // JavaScript rolls 02-30 over into March; a date that does not come back as it went in is none.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return refuse(text, 'is not a day of the calendar');
  if (text < FIRST_DAY) return refuse(text, `is before ${FIRST_DAY}`);
  return text;
}

function timestampText(text: string, digits: number): string {
  const [matched, day = '', hour = '', minute = '', second = '', fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = INSTANT.exec(text) ?? [];
  if (matched === undefined) return refuse(text, 'is not an instant');
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return refuse(text, 'is not a time of day');
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > digits) return refuse(text, `has more than ${digits} digits of a second`);
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  const time = Date.parse(`${day}T${hour}:${minute}:${second}Z`) - offset;
  if (Number.isNaN(time) || Number.isNaN(Date.parse(day)) || new Date(Date.parse(day)).toISOString().slice(0, 10) !== day) {
    return refuse(text, 'is not a day of the calendar');
  }
  if (time < FIRST_INSTANT || time >= END_OF_INSTANTS) return refuse(text, `is not between ${FIRST_DAY} and 9999-12-31`);
  const fractionText = digits === 0 ? '' : `.${significant.padEnd(digits, '0')}`;
  return `${new Date(time).toISOString().slice(0, 19)}${fractionText}Z`;
}

function stringText(text: string, length: number): string {
  if (text.includes('\u0000')) return refuse(text, 'has a U+0000');
  if (/\p{Surrogate}/u.test(text)) return refuse(text, 'has half of a surrogate pair');
  let codePoints = 0;
  for (const _ of text) codePoints += 1;
  if (codePoints > length) return refuse(text, `is longer than ${length}`);
  return text;
}

function jsonText(text: string): string {
  stringText(text, Infinity);
  try {
    JSON.parse(text);
  } catch {
    return refuse(text, 'is not JSON');
  }
  return text;
}

/**
 * The one spelling of a value of this type.
 * @param text the value in any plain spelling: `007`, `-0`, `.5`, `2026-08-04T10:00:00+02:00`
 * @throws NotRepresentableError if the type cannot hold exactly this value
 */
export function canonicalText(type: ColumnType, text: string): string {
  switch (type.kind) {
    case 'string': return stringText(text, type.length);
    case 'integer':
    case 'bigint': return integerText(text, LIMITS[type.kind]);
    case 'decimal': return decimalText(text, type.precision, type.scale);
    case 'boolean': return text === 'true' || text === 'false' ? text : refuse(text, 'is neither true nor false');
    case 'date': return dateText(text);
    case 'timestamp': return timestampText(text, type.digits);
    case 'json': return jsonText(text);
  }
}

/** Whether the text is already the canonical one. */
export function isCanonical(type: ColumnType, text: string): boolean {
  try {
    return canonicalText(type, text) === text;
  } catch (error) {
    if (error instanceof NotRepresentableError) return false;
    throw error;
  }
}

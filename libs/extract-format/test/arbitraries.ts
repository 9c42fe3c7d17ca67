import fc from 'fast-check';
import { canonicalText, parseColumnType, type ColumnType } from '../src/index.ts';

const isText = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text);
const codePoints = (text: string, most: number): string => [...text].slice(0, most).join('');

const nasty = fc.string({ unit: fc.constantFrom('a', 'B', '"', ',', '\n', '\r', '\\', '.', ' ', 'é', 'e\u0301', '\uffff', '𝒳'), maxLength: 8 });
const anyText = fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 12 }).filter(isText));
const day = fc.oneof(
  fc.date({ min: new Date('1582-10-15'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  fc.constantFrom('1582-10-15', '9999-12-31', '1969-12-31', '1970-01-01', '2011-12-30', '2024-02-29'));
const two = (value: number): string => String(value).padStart(2, '0');
const time = fc.nat(86_399).map((second) => `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`);
/** Large, small and those at the ends. */
const whole = (low: bigint, high: bigint): fc.Arbitrary<bigint> => fc.oneof(fc.bigInt({ min: low, max: high }), fc.bigInt({ min: low < -9n ? -9n : low, max: high > 9n ? 9n : high }), fc.constantFrom(low, high));

/** Any type of the contract, with any length, precision, scale and number of digits. */
export const columnType: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((length) => `string(${length})`),
  fc.integer({ min: 1, max: 38 }).chain((precision) => fc.nat(precision).map((scale) => `decimal(${precision},${scale})`)),
  fc.nat(6).map((digits) => `timestamp(${digits})`),
  fc.constantFrom('integer', 'bigint', 'boolean', 'date', 'json'));

/** Types that a key may have: json has no order. */
export const keyType = columnType.filter((type) => type !== 'json');

/** Canonical values of a type. */
export function valuesOf(text: string): fc.Arbitrary<string> {
  const type = parseColumnType(text);
  return plainValues(type).map((value) => canonicalText(type, value));
}

function plainValues(type: ColumnType): fc.Arbitrary<string> {
  switch (type.kind) {
    case 'string': return anyText.map((text) => codePoints(text, type.length));
    case 'integer': return whole(-(2n ** 31n), 2n ** 31n - 1n).map(String);
    case 'bigint': return whole(-(2n ** 63n), 2n ** 63n - 1n).map(String);
    case 'decimal': return whole(-(10n ** BigInt(type.precision)) + 1n, 10n ** BigInt(type.precision) - 1n).map((units) => {
      const digits = (units < 0n ? -units : units).toString().padStart(type.scale + 1, '0');
      return `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - type.scale)}.${digits.slice(digits.length - type.scale)}`;
    });
    case 'boolean': return fc.boolean().map(String);
    case 'date': return day;
    case 'timestamp': return fc.tuple(day, time, fc.stringMatching(new RegExp(`^\\d{${type.digits}}$`))).map(([date, clock, fraction]) => `${date}T${clock}${fraction === '' ? '' : `.${fraction}`}Z`);
    case 'json': return fc.tuple(fc.json({ maxDepth: 2 }), fc.constantFrom('', ' ', '\n')).map(([json, blank]) => `${blank}${json}${blank}`).filter(isText);
  }
}

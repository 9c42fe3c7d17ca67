import { refuse } from './refusal.ts';

const LIMITS = {
  integer: [-(2n ** 31n), 2n ** 31n - 1n],
  bigint: [-(2n ** 63n), 2n ** 63n - 1n],
} as const;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?$/;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i;

interface Parsed {
  readonly isNegative: boolean;
  /** Without leading zeros. */
  readonly whole: string;
  /** Without trailing zeros. */
  readonly fraction: string;
}

function parse(text: string): Parsed {
  const [matched, sign, whole = '', fraction = ''] = NUMBER.exec(text) ?? [];
  if (NOT_FINITE.test(text)) return refuse('NOT_FINITE', text);
  if (matched === undefined || whole + fraction === '') return refuse('NOT_A_NUMBER', text);
  return { isNegative: sign === '-', whole: whole.replace(/^0+/, ''), fraction: fraction.replace(/0+$/, '') };
}

/** A whole number; `7.0` is one. */
export function integerText(text: string, kind: keyof typeof LIMITS): string {
  const { isNegative, whole, fraction } = parse(text);
  if (fraction !== '') return refuse('TOO_MANY_DECIMALS', text, 'is not an integer');
  const [low, high] = LIMITS[kind];
  // Counted before it is read: BigInt takes time by the square of the digits.
  const value = whole.length > 19 ? high + 1n : BigInt(`${isNegative ? '-' : ''}${whole === '' ? '0' : whole}`);
  if (value < low || value > high) return refuse('OUT_OF_RANGE', text, `is not between ${low} and ${high}`);
  return value.toString();
}

/** With exactly `scale` digits after the point, a zero before it, and no sign of zero. */
export function decimalText(text: string, precision: number, scale: number): string {
  const { isNegative, whole, fraction } = parse(text);
  if (whole.length > precision - scale) return refuse('TOO_MANY_DIGITS', text, `has more than ${precision - scale} digits before the point`);
  if (fraction.length > scale) return refuse('TOO_MANY_DECIMALS', text, `has more than ${scale} digits after the point`);
  const magnitude = (whole === '' ? '0' : whole) + (scale === 0 ? '' : `.${fraction.padEnd(scale, '0')}`);
  return isNegative && whole + fraction !== '' ? `-${magnitude}` : magnitude;
}

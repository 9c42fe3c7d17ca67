import { hash } from 'node:crypto';

/**
 * Cities come without an id, so theirs is derived from what names and places them: the first 32 hex digits of the
 * SHA-256 of `["FR","Lyon","45.74846","4.84671"]` (UTF-8; country, name, latitude, longitude with five decimals).
 * A city that is renamed or moved is therefore one that went and one that came.
 *
 * In the data of both dates the four are unique. Were two entries the same in all four, the primary key would refuse the
 * second and with it the date: better no data than one of two rows picked in silence.
 */
export function cityId(country: string, name: string, latitude: string, longitude: string): string {
  return hash('sha256', JSON.stringify([country, name, latitude, longitude]), 'hex').slice(0, 32);
}

/** `42.5` → `42.50000`, exactly: the digits never pass through a double. */
export function fiveDecimals(degrees: string): string {
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,5}))?$/.exec(degrees) ?? [];
  if (whole === undefined) throw new Error(`"${degrees}" is no number of degrees with at most five decimals`);
  const text = `${whole}.${fraction.padEnd(5, '0')}`;
  return /[1-9]/.test(text) ? `${sign}${text}` : text;
}

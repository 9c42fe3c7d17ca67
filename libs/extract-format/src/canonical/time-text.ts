import { refuse } from './refusal.ts';

const DATE = /^(\d{4,6})-(\d{2})-(\d{2})( BC)?$/;
const INSTANT = /^(\d{4,6}-\d{2}-\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{2}):?(\d{2})?)$/;
const INSTANT_BC = /^\d{4,6}-\d{2}-\d{2}[T ].* BC$/;
const INFINITE = /^[+-]?infinity$/i;

/** The first day of the Gregorian calendar: before it, engines disagree about which day a date is. */
const FIRST_DAY = '1582-10-15';
const LAST_DAY = '9999-12-31';
const FIRST_INSTANT = Date.parse(`${FIRST_DAY}T00:00:00Z`);
const END_OF_INSTANTS = Date.parse('+010000-01-01T00:00:00Z');

export function dateText(text: string): string {
  if (INFINITE.test(text)) return refuse('NOT_FINITE', text);
  const [matched, year = '', , , era] = DATE.exec(text) ?? [];
  if (matched === undefined) return refuse('NOT_A_DATE', text);
  if (era !== undefined) return refuse('TOO_EARLY', text);
  if (year.length > 4) return refuse('TOO_LATE', text);
  if (!isDay(text)) return refuse('NO_SUCH_DAY', text);
  return text < FIRST_DAY ? refuse('TOO_EARLY', text) : text;
}

/** JavaScript rolls 02-30 over into March; a date that does not come back as it went in is none. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

/** An instant in UTC with exactly `digits` digits of a second. */
export function timestampText(text: string, digits: number): string {
  if (INFINITE.test(text)) return refuse('NOT_FINITE', text);
  if (INSTANT_BC.test(text)) return refuse('TOO_EARLY', text);
  const [matched, day = '', hour = '', minute = '', second = '', fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = INSTANT.exec(text) ?? [];
  if (matched === undefined) return refuse('NOT_AN_INSTANT', text);
  if (day.length > LAST_DAY.length) return refuse('TOO_LATE', text);
  if (!isDay(day)) return refuse('NO_SUCH_DAY', text);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return refuse('NO_SUCH_TIME', text);
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return refuse('NO_SUCH_TIME', text);
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > digits) return refuse('TOO_MANY_DECIMALS', text, `has more than ${digits} digits of a second`);
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  const time = Date.parse(`${day}T${hour}:${minute}:${second}Z`) - offset;
  if (time < FIRST_INSTANT) return refuse('TOO_EARLY', text);
  if (time >= END_OF_INSTANTS) return refuse('TOO_LATE', text);
  const fractionText = digits === 0 ? '' : `.${significant.padEnd(digits, '0')}`;
  return `${new Date(time).toISOString().slice(0, 19)}${fractionText}Z`;
}

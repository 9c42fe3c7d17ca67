import { z } from 'zod';

const DAY_MS = 86_400_000;
const DURATION = /^P(?!$)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?!$)(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,10})(?:\.(\d{1,3}))?S)?)?$/;
const LONGEST_DURATION_MS = 3660 * DAY_MS;

/** A moment: RFC 3339 in UTC with `Z`. */
export const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/, { abort: true, error: 'must be an RFC 3339 instant in UTC, such as 2026-08-04T17:30:00Z' })
  .refine((text) => isDate(text.slice(0, 10)) && isTimeOfDay(text.slice(11, 19)), 'must be a moment that exists')
  .meta({ format: 'date-time' });

/** A business date: a day of the business calendar, never with a zone; within what both database engines can hold. */
export const BusinessDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { abort: true, error: 'must be a date as YYYY-MM-DD' })
  .refine((text) => isDate(text) && text >= '1582-10-15', 'must be a date that exists, from 1582-10-15 on')
  .meta({ format: 'date' });

/** ISO 8601 duration of weeks, days, hours, minutes and seconds, from one second to ten years. */
export const Duration = z
  .string()
  .regex(DURATION, { abort: true, error: 'must be an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as PT10S' })
  .refine((text) => durationToMs(text) >= 1000, 'must be at least PT1S')
  .refine((text) => durationToMs(text) <= LONGEST_DURATION_MS, 'must be at most P3660D')
  .meta({ format: 'duration' });

/** Wall-clock time of a day, `HH:MM` or `HH:MM:SS`. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'must be a time of day as HH:MM or HH:MM:SS');

/** Name of a time zone; whether it exists is a rule of the service (422), not of the shape. */
export const TimeZoneName = z.string().min(1).max(64);

/**
 * Milliseconds of an ISO 8601 duration. Months and years are refused, because they have no fixed length.
 * @throws RangeError when the text is no such duration
 */
export function durationToMs(text: string): number {
  const match = DURATION.exec(text);
  if (match === null) throw new RangeError(`"${text}" is no ISO 8601 duration of weeks, days, hours, minutes and seconds`);
  const [weeks, days, hours, minutes, seconds] = match.slice(1, 6).map((digits) => Number(digits ?? 0)) as [number, number, number, number, number];
  const milliseconds = Number((match[6] ?? '').padEnd(3, '0'));
  return (weeks * 7 + days) * DAY_MS + hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + milliseconds;
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isTimeOfDay(text: string): boolean {
  return TimeOfDay.safeParse(text).success;
}

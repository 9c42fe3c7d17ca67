import type { BusinessTime } from '@syncline/contract';
import { addBusinessDays, type BusinessCalendar } from './business-calendar.ts';
import { addDays } from './business-date.ts';
import { ZoneClock } from './zone-clock.ts';

/**
 * The instant of a wall-clock time relative to a business date: "19:30 in London, the day after". Days are business days
 * where a calendar is given, else days. A time that the clock skips is the first instant after the gap, one that comes
 * twice the first of the two: the same rule as for cron.
 * @param businessTime of a zone that exists
 */
export function instantOf({ time, timeZone, daysAfterBusinessDate }: BusinessTime, businessDate: string, calendar: BusinessCalendar | null): Date {
  const day = calendar === null ? addDays(businessDate, daysAfterBusinessDate) : addBusinessDays(calendar, businessDate, daysAfterBusinessDate);
  return new Date(new ZoneClock(timeZone).instantOf(Date.parse(`${day}T${time}Z`)));
}

import type { BusinessTime } from '@syncline/contract';
import { addBusinessDays, nextBusinessDay, type BusinessCalendar } from '../../calendars/domain/business-calendar.ts';
import { addDays } from '../../calendars/domain/business-date.ts';
import { instantOf } from '../../calendars/domain/business-time.ts';

/** A message that is to come: for which business date, and by when. */
export interface Expectation {
  readonly date: string;
  readonly at: Date;
}

/**
 * The first date whose time is still to come: what a trigger that is made now expects first. Without a calendar every
 * day is expected, with one every business day.
 */
export function firstExpectation(expectedBy: BusinessTime, calendar: BusinessCalendar | null, now: Date): Expectation {
  // Far enough back: a zone is at most a day away from UTC, and time and lateness count forwards only.
  const today = now.toISOString().slice(0, 10);
  const start = calendar === null ? addDays(today, -expectedBy.daysAfterBusinessDate - 2) : addBusinessDays(calendar, addDays(today, -2), -expectedBy.daysAfterBusinessDate - 1);
  let expectation = followingExpectation(expectedBy, calendar, start);
  while (expectation.at <= now) expectation = followingExpectation(expectedBy, calendar, expectation.date);
  return expectation;
}

/** What is expected after a date. */
export function followingExpectation(expectedBy: BusinessTime, calendar: BusinessCalendar | null, after: string): Expectation {
  const date = calendar === null ? addDays(after, 1) : nextBusinessDay(calendar, after);
  return { date, at: instantOf(expectedBy, date, calendar) };
}

import type { BusinessTime } from '@syncline/contract';
import type { BusinessCalendar } from '../../calendars/domain/business-calendar.ts';
import { followingExpectation, type Expectation } from './expectations.ts';

/** Expectations of one trigger that one transaction looks at: years of a daily message. */
const MOST = 500;

/**
 * The expectations whose time has passed, oldest first, and the one to look at next. A date that the calendar has meanwhile
 * declared no business day is expected no more.
 */
export function dueExpectations(expectedBy: BusinessTime, calendar: BusinessCalendar | null, from: Expectation, now: Date): { due: Expectation[]; next: Expectation } {
  const due: Expectation[] = [];
  let next = from;
  while (next.at <= now && due.length < MOST) {
    if (calendar === null || calendar.isBusinessDay(next.date)) due.push(next);
    next = followingExpectation(expectedBy, calendar, next.date);
  }
  return { due, next };
}

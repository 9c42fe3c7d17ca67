import type { BusinessTime } from '@syncline/contract';
import { DateTime } from 'luxon';
import type { BusinessCalendar } from '../../calendars/domain/business-calendar.ts';
import { instantOf } from '../../calendars/domain/business-time.ts';

export interface DeadlineRules {
  readonly overdueAfterMs: number | null;
  readonly overdueAt: BusinessTime | null;
  readonly failAfterMs: number;
}

export interface PlannedDeadlines {
  /** The earlier of the two overdue rules; may lie in the past; null where there is none. */
  readonly overdueAt: Date | null;
  readonly failAt: Date;
}

/**
 * The deadlines of a run, fixed when it is made (and again when a person retries it), so that a run that never starts
 * meets them too. A run without a business date counts from the day it is made on, in the rule's own zone.
 *
 * @param calendars those that the rules name, as they are now: a calendar that changes later moves no deadline
 */
export function planDeadlines({ overdueAfterMs, overdueAt, failAfterMs }: DeadlineRules, businessDate: string | null, from: Date, calendars: ReadonlyMap<string | null, BusinessCalendar>): PlannedDeadlines {
  const candidates = [
    overdueAfterMs === null ? null : from.getTime() + overdueAfterMs,
    overdueAt === null ? null : instantOf(overdueAt, businessDate ?? dateIn(overdueAt.timeZone, from), calendars.get(overdueAt.calendar) ?? null).getTime(),
  ].filter((instant) => instant !== null);
  return {
    overdueAt: candidates.length === 0 ? null : new Date(Math.min(...candidates)),
    failAt: new Date(from.getTime() + failAfterMs),
  };
}

const dateIn = (timeZone: string, at: Date): string => DateTime.fromJSDate(at, { zone: timeZone }).toFormat('yyyy-MM-dd');

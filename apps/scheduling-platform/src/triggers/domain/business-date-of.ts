import type { CronTrigger } from '@syncline/contract';
import { nextBusinessDay, previousBusinessDay, type BusinessCalendar } from '../../calendars/domain/business-calendar.ts';
import type { PlannedTime } from './schedule.ts';
import type { TimeTrigger } from './schedule-of.ts';

const RULES: Record<NonNullable<CronTrigger['businessDate']>, (calendar: BusinessCalendar | null, date: string) => string> = {
  SAME_DAY: (_, date) => date,
  PREVIOUS_BUSINESS_DAY: previousBusinessDay,
  NEXT_BUSINESS_DAY: nextBusinessDay,
};

/** The business date that a firing is for, counted from the day that it stands for; an interval has none. */
export function businessDateOf(trigger: TimeTrigger, { nominal }: PlannedTime, calendar: BusinessCalendar | null): string | null {
  return trigger.kind === 'cron' && trigger.businessDate !== null ? RULES[trigger.businessDate](calendar, nominal.slice(0, 10)) : null;
}

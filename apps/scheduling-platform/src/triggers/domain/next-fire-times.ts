import type { NextFireTime } from '@syncline/contract';
import type { BusinessCalendar } from '../../calendars/domain/business-calendar.ts';
import { businessDateOf } from './business-date-of.ts';
import type { PlannedTime } from './schedule.ts';
import { scheduleOf, type TimeTrigger } from './schedule-of.ts';

/** A trigger, with what decides when it fires. */
export interface PlannedTrigger {
  readonly trigger: TimeTrigger;
  readonly madeAt: Date;
  readonly calendar: BusinessCalendar | null;
}

/** The next moments of all these triggers, in the order of time, with what the calendars say about them now. */
export function nextFireTimes(triggers: readonly PlannedTrigger[], after: Date, count: number): NextFireTime[] {
  const planned = triggers.flatMap((trigger) => firstOf(trigger, after.getTime(), count).map((time) => ({ ...trigger, time })));
  return planned
    .sort((a, b) => a.time.at - b.time.at)
    .slice(0, count)
    .map(({ trigger, calendar, time }) => ({
      firesAt: new Date(time.at).toISOString(),
      nominal: time.nominal,
      businessDate: businessDateOf(trigger, time, calendar),
      outcome: calendar?.skips(time.at) ? 'SKIPPED_CALENDAR' : 'FIRED',
    }));
}

function firstOf({ trigger, madeAt }: PlannedTrigger, after: number, count: number): PlannedTime[] {
  const schedule = scheduleOf(trigger, madeAt.getTime());
  const times: PlannedTime[] = [];
  for (let time = schedule.next(after); time !== null && times.length < count; time = schedule.next(time.at)) times.push(time);
  return times;
}

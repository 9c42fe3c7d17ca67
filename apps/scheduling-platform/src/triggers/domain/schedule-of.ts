import { durationToMs, type CronTrigger, type IntervalTrigger } from '@syncline/contract';
import { CronSchedule } from './cron-schedule.ts';
import type { MisfirePolicy } from './decide-firings.ts';
import { IntervalSchedule } from './interval-schedule.ts';
import type { Schedule } from './schedule.ts';

/** A trigger that fires by time. */
export type TimeTrigger = CronTrigger | IntervalTrigger;

/** Cron schedules in memory at most. */
const MOST = 1_000;
const known = new Map<string, CronSchedule>();

/**
 * When a trigger fires.
 * @param madeAt when the trigger was made, in milliseconds since 1970: intervals count from there
 */
export const scheduleOf = (trigger: TimeTrigger, madeAt: number): Schedule =>
  trigger.kind === 'cron' ? cronSchedule(trigger.expression, trigger.timeZone) : new IntervalSchedule(madeAt, durationToMs(trigger.every));

/** Read once: thousands of triggers may fire by one expression. */
function cronSchedule(expression: string, timeZone: string): CronSchedule {
  const key = `${expression} ${timeZone}`;
  let schedule = known.get(key);
  if (schedule === undefined) {
    if (known.size >= MOST) known.clear();
    known.set(key, (schedule = new CronSchedule(expression, timeZone)));
  }
  return schedule;
}

/** What a trigger does about what it missed; of intervals one firing stands for all. */
export const misfirePolicyOf = (trigger: TimeTrigger): MisfirePolicy =>
  trigger.kind === 'cron'
    ? { misfire: trigger.misfire, maxLatenessMs: trigger.maxLateness === null ? null : durationToMs(trigger.maxLateness), maxCatchUp: trigger.maxCatchUp }
    : { misfire: 'FIRE_ONCE', maxLatenessMs: null, maxCatchUp: 1 };

/** The calendar that is asked when a trigger is due; null: none. */
export const calendarNameOf = (trigger: TimeTrigger): string | null => (trigger.kind === 'cron' ? trigger.calendar : null);

import { durationToMs, type CronTrigger, type IntervalTrigger } from '@syncline/contract';
import { CronSchedule } from './cron-schedule.ts';
import type { MisfirePolicy } from './decide-firings.ts';
import { IntervalSchedule } from './interval-schedule.ts';
import type { Schedule } from './schedule.ts';

/** A trigger that fires by time. */
export type TimeTrigger = CronTrigger | IntervalTrigger;

/**
 * When a trigger fires.
 * @param madeAt when the trigger was made, in milliseconds since 1970: intervals count from there
 */
export const scheduleOf = (trigger: TimeTrigger, madeAt: number): Schedule =>
  trigger.kind === 'cron' ? new CronSchedule(trigger.expression, trigger.timeZone) : new IntervalSchedule(madeAt, durationToMs(trigger.every));

/** What a trigger does about what it missed; of intervals one firing stands for all. */
export const misfirePolicyOf = (trigger: TimeTrigger): MisfirePolicy =>
  trigger.kind === 'cron'
    ? { misfire: trigger.misfire, maxLatenessMs: trigger.maxLateness === null ? null : durationToMs(trigger.maxLateness), maxCatchUp: trigger.maxCatchUp }
    : { misfire: 'FIRE_ONCE', maxLatenessMs: null, maxCatchUp: 1 };

/** The calendar that is asked when a trigger is due; null: none. */
export const calendarNameOf = (trigger: TimeTrigger): string | null => (trigger.kind === 'cron' ? trigger.calendar : null);

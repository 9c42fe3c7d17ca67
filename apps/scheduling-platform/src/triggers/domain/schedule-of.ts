import { durationToMs, type CronTrigger, type IntervalTrigger } from '@syncline/contract';
import { CronSchedule } from './cron-schedule.ts';
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

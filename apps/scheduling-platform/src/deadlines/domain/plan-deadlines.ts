import { DateTime } from 'luxon';

/** A wall-clock time relative to a business date. */
export interface BusinessTime {
  /** `HH:MM` or `HH:MM:SS`. */
  readonly time: string;
  /** IANA name, such as Europe/London. */
  readonly timeZone: string;
  readonly daysAfterBusinessDate: number;
}

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
 */
export function planDeadlines(rules: DeadlineRules, businessDate: string | null, from: Date): PlannedDeadlines {
  const candidates = [
    rules.overdueAfterMs === null ? null : from.getTime() + rules.overdueAfterMs,
    rules.overdueAt === null ? null : instantOf(rules.overdueAt, businessDate, from).getTime(),
  ].filter((instant) => instant !== null);
  return {
    overdueAt: candidates.length === 0 ? null : new Date(Math.min(...candidates)),
    failAt: new Date(from.getTime() + rules.failAfterMs),
  };
}

/** When the wall clock of the zone shows that time; in a gap of the clock, as long after it as the gap is wide. */
function instantOf({ time, timeZone, daysAfterBusinessDate }: BusinessTime, businessDate: string | null, from: Date): Date {
  const day = businessDate ?? DateTime.fromJSDate(from, { zone: timeZone }).toISODate();
  const moment = DateTime.fromISO(`${day}T${time}`, { zone: timeZone }).plus({ days: daysAfterBusinessDate });
  if (!moment.isValid) throw new RangeError(`${day} ${time} in ${timeZone} is no moment: ${moment.invalidExplanation ?? moment.invalidReason ?? ''}`);
  return moment.toJSDate();
}

/** Whether the zone is one that the machine's time zone data knows. */
export const isTimeZone = (name: string): boolean => DateTime.local({ zone: name }).isValid;

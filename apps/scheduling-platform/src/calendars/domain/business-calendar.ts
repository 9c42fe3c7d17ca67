import type { CalendarDefinition, Weekday } from '@syncline/contract';
import { DateTime } from 'luxon';
import { addDays, weekdayOf } from './business-date.ts';
import { ZoneClock } from './zone-clock.ts';

const WEEKDAYS: readonly Weekday[] = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Why a calendar skips a moment. */
export interface CalendarSkip {
  /** The reason, as a sentence for people. */
  readonly detail: string;
  /** Since when it skips, in milliseconds since 1970: the reason does not hold for any moment before this one. */
  readonly since: number;
}

/** Which days are for business, as a calendar defines it. Pure: it never asks what day it is. */
export class BusinessCalendar {
  readonly name: string;
  readonly #timeZone: string;
  readonly #validUntil: string;
  readonly #weekend: ReadonlySet<Weekday | undefined>;
  readonly #holidays: ReadonlySet<string>;
  readonly #closesAt: ReadonlyMap<string, string>;

  constructor({ name, timeZone, weekend, holidays, halfDays, validUntil }: CalendarDefinition) {
    this.name = name;
    this.#timeZone = timeZone;
    this.#validUntil = validUntil;
    this.#weekend = new Set(weekend);
    this.#holidays = new Set(holidays);
    this.#closesAt = new Map(halfDays.map(({ date, closesAt }) => [date, closesAt.length === 5 ? `${closesAt}:00` : closesAt]));
  }

  /** After `validUntil` the weekends go on; holidays are unknown then, and none are listed. */
  isBusinessDay(date: string): boolean {
    return !this.#isWeekend(date) && !this.#holidays.has(date);
  }

  /** Whether and why nothing fires at this moment; the calendar looks at its own wall clock. */
  skips(at: number): CalendarSkip | null {
    const wall = DateTime.fromMillis(at, { zone: this.#timeZone });
    const date = wall.toFormat('yyyy-MM-dd');
    const since = (): number => wall.startOf('day').toMillis();
    if (this.#holidays.has(date)) return { detail: `${date} is a holiday of calendar ${this.name}.`, since: since() };
    if (this.#isWeekend(date)) return { detail: `${date} is a weekend day of calendar ${this.name}.`, since: since() };
    const closesAt = this.#closesAt.get(date);
    if (closesAt === undefined || wall.toFormat('HH:mm:ss') <= closesAt) return null;
    const close = new ZoneClock(this.#timeZone).instantOf(Date.parse(`${date}T${closesAt}Z`));
    return { detail: `${date} is a half day of calendar ${this.name}, which closes at ${closesAt.slice(0, 5)}.`, since: close + 1 };
  }

  /** The sentence to go with what fires on a date that the calendar does not speak for any more, else null. */
  endedBefore(date: string): string | null {
    return date <= this.#validUntil ? null : `Calendar ${this.name} has ended on ${this.#validUntil}; holidays after it are unknown.`;
  }

  #isWeekend(date: string): boolean {
    return this.#weekend.has(WEEKDAYS[weekdayOf(date)]);
  }
}

/** What counts as a business day where no calendar is named: Monday to Friday. */
const isWorkday = (date: string): boolean => weekdayOf(date) % 6 !== 0;

const isBusinessDay = (calendar: BusinessCalendar | null, date: string): boolean => (calendar === null ? isWorkday(date) : calendar.isBusinessDay(date));

/** The first business day after a date; without a calendar Monday to Friday. */
export const nextBusinessDay = (calendar: BusinessCalendar | null, date: string): string => businessDayFrom(calendar, date, 1);

/** The last business day before a date; without a calendar Monday to Friday. */
export const previousBusinessDay = (calendar: BusinessCalendar | null, date: string): string => businessDayFrom(calendar, date, -1);

/** So many business days after a date (before it, if negative); 0 is the date itself, whatever day it is. */
export function addBusinessDays(calendar: BusinessCalendar | null, date: string, days: number): string {
  let day = date;
  for (let left = Math.abs(days); left > 0; left -= 1) day = businessDayFrom(calendar, day, Math.sign(days));
  return day;
}

function businessDayFrom(calendar: BusinessCalendar | null, date: string, step: number): string {
  let day = addDays(date, step);
  // Ends: a week has a business day, the list of holidays is finite, and so are the dates.
  while (!isBusinessDay(calendar, day) && addDays(day, step) !== day) day = addDays(day, step);
  return day;
}

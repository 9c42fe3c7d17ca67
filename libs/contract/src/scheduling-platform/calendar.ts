import { z } from 'zod';
import { Name, Ordinal } from '../primitives/text.ts';
import { BusinessDate, Instant, TimeOfDay, TimeZoneName } from '../primitives/time.ts';

export const Weekday = z.enum(['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']);
export type Weekday = z.output<typeof Weekday>;

/** A business day that ends early; `closesAt` is wall-clock time in the calendar's zone. */
export const HalfDay = z.strictObject({ date: BusinessDate, closesAt: TimeOfDay });
export type HalfDay = z.output<typeof HalfDay>;

/** Days listed at most: a century of bank holidays. */
const MAX_DAYS = 5_000;

const definition = {
  name: Name,
  timeZone: TimeZoneName,
  weekend: z.array(Weekday).max(6, 'a week needs at least one business day').default(['SAT', 'SUN']),
  holidays: z.array(BusinessDate).max(MAX_DAYS).default([]),
  halfDays: z.array(HalfDay).max(MAX_DAYS).default([]),
  /** The last date that the lists speak for. Required: a calendar that ends silently is found out on a holiday. */
  validUntil: BusinessDate,
};

/** The body of `PUT /calendars/{name}`. */
export const CalendarDefinition = z
  .strictObject(definition)
  .superRefine(({ weekend, holidays, halfDays }, context) => {
    const twice = (path: string, values: readonly string[]): void =>
      values.forEach((value, index) => {
        if (values.indexOf(value) !== index) context.addIssue({ code: 'custom', path: [path, index], message: `names ${value} twice` });
      });
    twice('weekend', weekend);
    twice('holidays', holidays);
    twice('halfDays', halfDays.map(({ date }) => date));
    const closed = new Set(holidays);
    halfDays.forEach(({ date }, index) => {
      if (closed.has(date)) context.addIssue({ code: 'custom', path: ['halfDays', index, 'date'], message: `${date} is a holiday already` });
    });
  })
  .meta({ id: 'CalendarDefinition' });
export type CalendarDefinition = z.output<typeof CalendarDefinition>;

export const Calendar = z.object({ ...definition, version: Ordinal, createdAt: Instant, updatedAt: Instant }).meta({ id: 'Calendar' });
export type Calendar = z.output<typeof Calendar>;

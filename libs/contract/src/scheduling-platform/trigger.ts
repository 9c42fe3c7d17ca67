import { z } from 'zod';
import { isJsonPointer } from '../json-pointer.ts';
import { optional } from '../primitives/optional.ts';
import { JsonValue, Name } from '../primitives/text.ts';
import { Duration, TimeOfDay, TimeZoneName } from '../primitives/time.ts';
import { cronSyntaxError } from './cron-expression.ts';

/** What can start a run. `manual` is not defined by anybody: a person may always run a task. */
export const TriggerKind = z.enum(['message', 'cron', 'interval', 'manual']);
export type TriggerKind = z.output<typeof TriggerKind>;

export const JsonPointer = z.string().max(500).refine(isJsonPointer, 'must be a JSON pointer (RFC 6901), such as /data/businessDate');

/** A wall-clock time relative to a business date: "19:30 in London, the day after". */
export const BusinessTime = z.strictObject({
  time: TimeOfDay,
  timeZone: TimeZoneName,
  /** Business days are counted where a calendar is given, else days. */
  calendar: optional(Name),
  daysAfterBusinessDate: z.int().min(0).max(366).default(0),
});
export type BusinessTime = z.output<typeof BusinessTime>;

export const MessageTrigger = z.strictObject({
  kind: z.literal('message'),
  type: z.string().min(1).max(500),
  source: optional(z.string().min(1).max(500)),
  subject: optional(z.string().min(1).max(500)),
  /** JSON pointer into the event → the value that must stand there. */
  filter: z.record(JsonPointer, JsonValue).default({}),
  /** JSON pointer to the business date in the event; null: the runs carry none. */
  businessDate: optional(JsonPointer),
  expectedBy: optional(BusinessTime),
});

export const CronTrigger = z.strictObject({
  kind: z.literal('cron'),
  expression: z
    .string()
    .max(500)
    .superRefine((expression, context) => {
      const message = cronSyntaxError(expression);
      if (message !== null) context.addIssue({ code: 'custom', message });
    }),
  timeZone: TimeZoneName,
  calendar: optional(Name),
  businessDate: optional(z.enum(['SAME_DAY', 'PREVIOUS_BUSINESS_DAY', 'NEXT_BUSINESS_DAY'])),
  misfire: z.enum(['FIRE_ONCE', 'FIRE_ALL', 'SKIP']).default('FIRE_ONCE'),
  maxLateness: optional(Duration),
  maxCatchUp: z.int().min(1).max(1000).default(10),
});

export const IntervalTrigger = z.strictObject({ kind: z.literal('interval'), every: Duration });

export const Trigger = z.discriminatedUnion('kind', [MessageTrigger, CronTrigger, IntervalTrigger]).meta({ id: 'Trigger' });

export type MessageTrigger = z.output<typeof MessageTrigger>;
export type CronTrigger = z.output<typeof CronTrigger>;
export type IntervalTrigger = z.output<typeof IntervalTrigger>;
export type Trigger = z.output<typeof Trigger>;

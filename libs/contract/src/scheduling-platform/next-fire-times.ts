import { z } from 'zod';
import { BusinessDate, Instant } from '../primitives/time.ts';

export const MAX_NEXT_FIRE_TIMES = 100;

/** What will happen, and when: holidays and changes of clocks included. */
export const NextFireTime = z.object({
  firesAt: Instant,
  /** Wall time in the trigger's zone that the firing stands for, `YYYY-MM-DDTHH:MM:SS`; in a gap of the clock it differs from when it fires. */
  nominal: z.string(),
  businessDate: BusinessDate.nullable(),
  outcome: z.enum(['FIRED', 'SKIPPED_CALENDAR']),
});
export type NextFireTime = z.output<typeof NextFireTime>;

export const NextFireTimes = z.object({ items: z.array(NextFireTime) }).meta({ id: 'NextFireTimes' });
export type NextFireTimes = z.output<typeof NextFireTimes>;

/** `?count=`: how many of them. */
export const NextFireTimesQuery = z.strictObject({
  count: z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1, 'must be at least 1').max(MAX_NEXT_FIRE_TIMES, `must be at most ${MAX_NEXT_FIRE_TIMES}`))
    .default(10)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_NEXT_FIRE_TIMES, description: '10 if not given.' }),
});

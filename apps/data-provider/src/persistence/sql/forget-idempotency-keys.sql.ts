import { statement } from '@syncline/database';
import { earlier } from './clock.ts';

const text = (bound: string): string => `DELETE FROM idempotency_keys WHERE used_at < ${bound}`;

/** Keys that were first used more than so many days ago: a repeat after that is a new request. */
export const forgetIdempotencyKeys = statement<{ days: number }>({
  name: 'forget-idempotency-keys', postgres: text(earlier.postgres('days')), oracle: text(earlier.oracle('days')),
});

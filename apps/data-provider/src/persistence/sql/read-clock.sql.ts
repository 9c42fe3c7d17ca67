import { statement } from '@syncline/database';
import { NOW } from './clock.ts';

/** The time, as the database has it. */
export const readClock = statement<Record<string, never>, { readonly clockTime: Date }>({
  name: 'read-clock',
  postgres: `SELECT ${NOW.postgres} AS clock_time`,
  oracle: `SELECT ${NOW.oracle} AS clock_time FROM dual`,
});

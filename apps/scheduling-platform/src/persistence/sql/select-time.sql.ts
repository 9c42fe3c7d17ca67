import { statement } from '@syncline/database';
import { NOW } from './now.ts';

/** What time it is for everything that is decided in this transaction. */
export const selectTime = statement<object, { nowAt: Date }>({
  name: 'select-time',
  postgres: `SELECT ${NOW.postgres} AS now_at`,
  oracle: `SELECT ${NOW.oracle} AS now_at FROM dual`,
});

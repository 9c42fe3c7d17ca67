import { statement } from '@syncline/database';
import { NOW } from './now.ts';

const abandon = (now: string): string => `DELETE FROM run_cancellations WHERE due_at <= ${now} AND give_up_at <= ${now}`;

/** Targets that could not be told in time. Those that somebody is telling just now are not due. */
export const abandonCancellations = statement({
  name: 'abandon-cancellations',
  postgres: abandon(NOW.postgres),
  oracle: abandon(NOW.oracle),
});

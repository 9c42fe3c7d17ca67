import { statement } from '@syncline/database';
import { earlier } from './clock.ts';

const text = (bound: string): string => `DELETE FROM announcements WHERE state = 'ACCEPTED' AND due_at < ${bound}`;

/** What was accepted more than so many days ago. What was not is never forgotten. */
export const forgetAnnouncements = statement<{ days: number }>({
  name: 'forget-announcements', postgres: text(earlier.postgres('days')), oracle: text(earlier.oracle('days')),
});

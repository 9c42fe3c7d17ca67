import { statement } from '@syncline/database';
import { inMs } from './now.ts';

const held = 'WHERE run_id = :runId AND attempt = :attempt AND lease_token = :leaseToken';

interface Held {
  runId: string;
  attempt: number;
  leaseToken: string;
}

/** The target knows, or never will. */
export const finishCancellation = statement<Held>({
  name: 'finish-cancellation',
  postgres: `DELETE FROM run_cancellations ${held}`,
  oracle: `DELETE FROM run_cancellations ${held}`,
});

/** The target is told again later, unless that would be after the time to give up: then no row changes. */
export const repeatCancellation = statement<Held & { nextInMs: number }>({
  name: 'repeat-cancellation',
  postgres: `UPDATE run_cancellations SET due_at = ${inMs('nextInMs').postgres} ${held} AND ${inMs('nextInMs').postgres} < give_up_at`,
  oracle: `UPDATE run_cancellations SET due_at = ${inMs('nextInMs').oracle} ${held} AND ${inMs('nextInMs').oracle} < give_up_at`,
});

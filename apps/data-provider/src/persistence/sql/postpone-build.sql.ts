import { statement } from '@syncline/database';
import { later } from './clock.ts';

const text = (dueAt: string): string => `UPDATE extracts SET lease_token = NULL, detail = :detail, due_at = ${dueAt}
 WHERE id = :id AND lease_token = :leaseToken AND state = 'BUILDING'`;

/** Gives a build back, to be claimed by anybody after a pause. 0: the lease was lost, and somebody else has it. */
export const postponeBuild = statement<{ id: string; leaseToken: string; pauseMs: number; detail: string | null }>({
  name: 'postpone-build', postgres: text(later.postgres('pauseMs')), oracle: text(later.oracle('pauseMs')),
});

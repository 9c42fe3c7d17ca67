import { statement } from '@syncline/database';
import { NOW } from './now.ts';

const free = (now: string): string => `due_at = ${now}, lease_owner = NULL, lease_token = NULL, lease_until = NULL`;

/**
 * The sweep: what a dead node left is due at once. It is guarded like a worker, by the lease having run out in the row
 * as it is written, so it never takes from a node that renewed in time. It uses no attempt. A row that is just being
 * written has somebody who cares for it, and is passed over.
 */
export const freeExpiredLeases = statement({
  name: 'free-expired-leases',
  postgres: `
    WITH lost AS (SELECT id FROM runs WHERE lease_until <= ${NOW.postgres} FOR UPDATE SKIP LOCKED)
    UPDATE runs AS r SET ${free(NOW.postgres)} FROM lost WHERE r.id = lost.id`,
  oracle: `UPDATE runs SET ${free(NOW.oracle)} WHERE lease_until <= ${NOW.oracle}`,
});

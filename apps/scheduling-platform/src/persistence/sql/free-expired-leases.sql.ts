import { statement } from '@syncline/database';
import { NOW } from './now.ts';

const free = (now: string): string => `
  UPDATE runs SET due_at = ${now}, lease_owner = NULL, lease_token = NULL, lease_until = NULL
  WHERE lease_until <= ${now}`;

/**
 * The sweep: what a dead node left is due at once. It is guarded like a worker, by the lease having run out in the row
 * as it is written, so it never takes from a node that renewed in time. It uses no attempt.
 */
export const freeExpiredLeases = statement({ name: 'free-expired-leases', postgres: free(NOW.postgres), oracle: free(NOW.oracle) });

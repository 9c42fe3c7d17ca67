import { statement } from '@syncline/database';
import { later } from './clock.ts';

const text = (dueAt: string): string =>
  `UPDATE extracts SET due_at = ${dueAt} WHERE lease_token = :leaseToken AND state = 'BUILDING'`;

/** Prolongs the lease over all builds that still carry the token; the count tells how many were not lost. */
export const renewBuilds = statement<{ leaseToken: string; leaseMs: number }>({
  name: 'renew-builds', postgres: text(later.postgres('leaseMs')), oracle: text(later.oracle('leaseMs')),
});

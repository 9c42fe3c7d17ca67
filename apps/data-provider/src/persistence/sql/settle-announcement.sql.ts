import { statement } from '@syncline/database';
import { later } from './clock.ts';

const ACCEPT = `UPDATE announcements SET state = 'ACCEPTED', lease_token = NULL, detail = NULL
 WHERE id = :id AND lease_token = :leaseToken AND state = 'PENDING'`;

/** PENDING → ACCEPTED, by who holds the lease. */
export const acceptAnnouncement = statement<{ id: string; leaseToken: string }>({
  name: 'accept-announcement', postgres: ACCEPT, oracle: ACCEPT,
});

const postpone = (dueAt: string): string => `UPDATE announcements SET lease_token = NULL, detail = :detail, due_at = ${dueAt}
 WHERE id = :id AND lease_token = :leaseToken AND state = 'PENDING'`;

/** To be tried again after a pause. */
export const postponeAnnouncement = statement<{ id: string; leaseToken: string; pauseMs: number; detail: string }>({
  name: 'postpone-announcement', postgres: postpone(later.postgres('pauseMs')), oracle: postpone(later.oracle('pauseMs')),
});

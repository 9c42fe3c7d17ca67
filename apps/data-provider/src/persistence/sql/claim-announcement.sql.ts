import type { CloudEvent } from '@syncline/contract';
import { statement } from '@syncline/database';
import { later, NOW } from './clock.ts';

export interface ClaimedAnnouncement {
  readonly id: string;
  readonly url: string;
  readonly eventJson: CloudEvent;
  readonly traceparent: string | null;
  readonly tries: number;
}

const CLAIMED = 'id, url, event_json, traceparent, tries';

/**
 * Claims one announcement to a receiver that is due, the oldest first: one call is made at a time, and what is claimed but
 * waiting would lose its lease. `due_at` is the end of the lease too, so that one whose node died is tried again by another.
 */
export const claimAnnouncement = statement<{ url: string; leaseToken: string; leaseMs: number }, ClaimedAnnouncement>({
  name: 'claim-announcement',
  postgres: `
    UPDATE announcements SET lease_token = CAST(:leaseToken AS uuid), due_at = ${later.postgres('leaseMs')}, tries = tries + 1
     WHERE id = (SELECT id FROM announcements WHERE url = :url AND state = 'PENDING' AND due_at <= ${NOW.postgres}
                  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING ${CLAIMED}`,
  oracle: [
    `UPDATE announcements SET lease_token = :leaseToken, due_at = ${later.oracle('leaseMs')}, tries = tries + 1
      WHERE id = (SELECT MIN(id) FROM announcements WHERE url = :url AND state = 'PENDING' AND due_at <= ${NOW.oracle})
        AND state = 'PENDING' AND due_at <= ${NOW.oracle}`,
    `SELECT ${CLAIMED} FROM announcements WHERE lease_token = :leaseToken`,
  ],
});

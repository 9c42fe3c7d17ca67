import { statement } from '@syncline/database';
import { later, NOW } from './clock.ts';

export interface ClaimedBuild {
  readonly id: string;
  readonly dataset: string;
  readonly viewName: string;
  readonly businessDate: string;
  readonly revision: number;
  readonly builds: number;
}

const CLAIMED = 'id, dataset, view_name, business_date, revision, builds';

/**
 * Claims all builds of one business date that are due, the oldest date first, under one lease.
 *
 * The whole date at once, so that all its datasets are read from one snapshot, which lives in one process. `due_at` is the
 * end of the lease too: a build whose builder died is due again when its lease has ended. No SKIP LOCKED here, which would
 * let two nodes that claim at once split a date: the second waits for the first (one short statement), looks at the rows
 * again, and finds none due.
 *
 * Oracle: candidates are read without a lock, the guarded update decides, and what was won is read back by its token.
 */
export const claimBuilds = statement<{ leaseToken: string; leaseMs: number }, ClaimedBuild>({
  name: 'claim-builds',
  postgres: `
    UPDATE extracts SET lease_token = CAST(:leaseToken AS uuid), due_at = ${later.postgres('leaseMs')}, builds = builds + 1
     WHERE id IN (
       SELECT id FROM extracts
        WHERE state = 'BUILDING' AND due_at <= ${NOW.postgres}
          AND business_date = (SELECT MIN(business_date) FROM extracts WHERE state = 'BUILDING' AND due_at <= ${NOW.postgres})
        ORDER BY id FOR UPDATE)
    RETURNING ${CLAIMED}`,
  oracle: [
    `UPDATE extracts SET lease_token = :leaseToken, due_at = ${later.oracle('leaseMs')}, builds = builds + 1
      WHERE state = 'BUILDING' AND due_at <= ${NOW.oracle}
        AND business_date = (SELECT MIN(business_date) FROM extracts WHERE state = 'BUILDING' AND due_at <= ${NOW.oracle})`,
    `SELECT ${CLAIMED} FROM extracts WHERE lease_token = :leaseToken`,
  ],
});

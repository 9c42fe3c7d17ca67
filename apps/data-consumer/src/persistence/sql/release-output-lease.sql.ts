import type { Statement } from '@syncline/database';
import { afterNow } from './sql-now.ts';

const due = afterNow('waitMs');
const release = (dueAt: string): string => `
    UPDATE output_run SET lease_owner = NULL, lease_token = NULL, lease_until = NULL, due_at = ${dueAt}
    WHERE id = :id AND lease_token = :token AND ended_at IS NULL`;

/** Gives a run back as it stands, so that any instance may compute it after the wait. */
export const releaseOutputLease: Statement<{ id: string; token: string; waitMs: number }> = {
  name: 'release-output-lease', postgres: release(due.postgres), oracle: release(due.oracle),
};

import type { Statement } from '@syncline/database';
import { afterNow } from './sql-now.ts';

const due = afterNow('waitMs');
const release = (dueAt: string): string => `
    UPDATE file_sync SET lease_owner = NULL, lease_token = NULL, lease_until = NULL, due_at = ${dueAt}
    WHERE id = :id AND lease_token = :token AND ended_at IS NULL`;

/** Gives a file sync back as it stands, so that any instance may go on with it after the wait. */
export const releaseLease: Statement<{ id: string; token: string; waitMs: number }> = {
  name: 'release-lease',
  postgres: release(due.postgres),
  oracle: release(due.oracle),
};

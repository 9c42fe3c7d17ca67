import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

const release = (now: string): string => `
    UPDATE file_sync SET lease_owner = NULL, lease_token = NULL, lease_until = NULL, due_at = ${now}
    WHERE id = :id AND lease_token = :token AND ended_at IS NULL`;

/** Gives a file sync back as it stands, so that any instance may go on with it at once. */
export const releaseLease: Statement<{ id: string; token: string }> = {
  name: 'release-lease',
  postgres: release(NOW.postgres),
  oracle: release(NOW.oracle),
};

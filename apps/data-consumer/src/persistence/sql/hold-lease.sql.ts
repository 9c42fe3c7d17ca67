import type { Statement } from '@syncline/database';

const held = `SELECT id FROM file_sync WHERE id = :fileSyncId AND lease_token = :token AND ended_at IS NULL`;

/** One row as long as the lease is held; locked, so that it stays so until the transaction ends. */
export const holdLease: Statement<{ fileSyncId: string; token: string }, { id: string }> = {
  name: 'hold-lease', postgres: `${held} FOR SHARE`, oracle: `${held} FOR UPDATE`,
};

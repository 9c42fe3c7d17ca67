import type { Statement } from '@syncline/database';
import { ACTIVE_STATES, sqlStates } from '../../file-syncs/domain/file-sync.state-machine.ts';
import { afterNow } from './sql-now.ts';

const until = afterNow('leaseMs');
const renew = (leaseUntil: string): string => `
    UPDATE file_sync SET lease_until = ${leaseUntil}
    WHERE id = :id AND lease_token = :token AND state IN (${sqlStates(ACTIVE_STATES)})`;

/** 0 rows: the lease is another's, or the sync was cancelled. Whoever held it stops and writes nothing more. */
export const renewLease: Statement<{ id: string; token: string; leaseMs: number }> = {
  name: 'renew-lease',
  postgres: renew(until.postgres),
  oracle: renew(until.oracle),
};

import type { Statement } from '@syncline/database';
import { afterNow } from './sql-now.ts';

const until = afterNow('leaseMs');
const renew = (leaseUntil: string): string => `
    UPDATE output_run SET lease_until = ${leaseUntil}
    WHERE id = :id AND lease_token = :token AND ended_at IS NULL`;

/** 0 rows: the lease is another's, or the run was cancelled. Whoever held it stops and writes nothing more. */
export const renewOutputLease: Statement<{ id: string; token: string; leaseMs: number }> = {
  name: 'renew-output-lease', postgres: renew(until.postgres), oracle: renew(until.oracle),
};

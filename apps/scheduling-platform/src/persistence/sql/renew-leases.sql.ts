import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';
import { inMs } from './now.ts';

interface Binds {
  /** JSON list of what is held: `id` of the run and `leaseToken`. */
  held: string;
  leaseMs: number;
}

const asked = rowsOf('held', 'h', { id: 'uuid', leaseToken: 'uuid' });

/**
 * Extends what is still held, run by run: a claim has one token for many, and a run whose outcome could not be written
 * shall be due again although its siblings are still being called. Who has lost a lease is not told: the guarded write at the end finds it out. A row that is
 * just being written is passed over, so that this waits for nobody and nobody for it in turn: the next renewal, a third
 * of a lease later, is in time.
 */
export const renewLeases = statement<Binds>({
  name: 'renew-leases',
  postgres: `
    WITH held AS (
      SELECT o.id FROM runs o JOIN ${asked.postgres} ON h.id = o.id AND h.lease_token = o.lease_token
      WHERE o.lease_until IS NOT NULL FOR UPDATE OF o SKIP LOCKED)
    UPDATE runs AS r SET lease_until = ${inMs('leaseMs').postgres} FROM held WHERE r.id = held.id`,
  oracle: `UPDATE runs SET lease_until = ${inMs('leaseMs').oracle} WHERE lease_until IS NOT NULL AND (id, lease_token) IN (SELECT h.id, h.lease_token FROM ${asked.oracle})`,
});

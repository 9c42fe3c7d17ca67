import { statement } from '@syncline/database';
import { inMs } from './now.ts';

interface Binds {
  /** JSON list of lease tokens. */
  tokens: string;
  leaseMs: number;
}

const held = (tokens: string): string => `lease_until IS NOT NULL AND lease_token IN (${tokens})`;
const TOKENS = `SELECT CAST(jsonb_array_elements_text(CAST(:tokens AS jsonb)) AS uuid)`;

/**
 * Extends what is still held. Who has lost a lease is not told: the guarded write at the end finds it out. A row that is
 * just being written is passed over, so that this waits for nobody and nobody for it in turn: the next renewal, a third
 * of a lease later, is in time.
 */
export const renewLeases = statement<Binds>({
  name: 'renew-leases',
  postgres: `
    WITH held AS (SELECT id FROM runs WHERE ${held(TOKENS)} FOR UPDATE SKIP LOCKED)
    UPDATE runs AS r SET lease_until = ${inMs('leaseMs').postgres} FROM held WHERE r.id = held.id`,
  oracle: `UPDATE runs SET lease_until = ${inMs('leaseMs').oracle} WHERE ${held(`SELECT t.token FROM JSON_TABLE(:tokens, '$[*]' COLUMNS (token VARCHAR2(36) PATH '$')) t`)}`,
});

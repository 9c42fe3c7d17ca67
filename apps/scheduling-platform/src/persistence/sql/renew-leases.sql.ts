import { statement } from '@syncline/database';
import { inMs } from './now.ts';

interface Binds {
  /** JSON list of lease tokens. */
  tokens: string;
  leaseMs: number;
}

/** Extends what is still held. Who has lost a lease is not told: the guarded write at the end finds it out. */
export const renewLeases = statement<Binds>({
  name: 'renew-leases',
  postgres: `UPDATE runs SET lease_until = ${inMs('leaseMs').postgres}
    WHERE lease_until IS NOT NULL AND lease_token IN (SELECT CAST(jsonb_array_elements_text(CAST(:tokens AS jsonb)) AS uuid))`,
  oracle: `UPDATE runs SET lease_until = ${inMs('leaseMs').oracle}
    WHERE lease_until IS NOT NULL AND lease_token IN (SELECT t.token FROM JSON_TABLE(:tokens, '$[*]' COLUMNS (token VARCHAR2(36) PATH '$')) t)`,
});

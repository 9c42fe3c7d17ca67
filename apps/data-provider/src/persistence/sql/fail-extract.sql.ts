import { statement } from '@syncline/database';

const TEXT = `UPDATE extracts SET state = 'FAILED', reason = :reason, detail = :detail, lease_token = NULL
 WHERE id = :id AND lease_token = :leaseToken AND state = 'BUILDING'`;

/** BUILDING → FAILED, by who holds the lease. 0: the lease was lost. */
export const failExtract = statement<{ id: string; leaseToken: string; reason: string; detail: string }>({
  name: 'fail-extract', postgres: TEXT, oracle: TEXT,
});

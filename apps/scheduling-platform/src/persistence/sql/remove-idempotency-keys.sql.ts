import { statement } from '@syncline/database';

interface Binds {
  usedBefore: Date;
  count: number;
}

const removable = (usedBefore: string): string => `SELECT k.scope_digest FROM idempotency_keys k WHERE k.created_at < ${usedBefore}`;

/** Keys that were used longer ago than a repeat is recognised. */
export const removeIdempotencyKeys = statement<Binds>({
  name: 'remove-idempotency-keys',
  postgres: `DELETE FROM idempotency_keys WHERE scope_digest IN (${removable('CAST(:usedBefore AS timestamptz)')} LIMIT CAST(:count AS integer))`,
  oracle: `DELETE FROM idempotency_keys WHERE scope_digest IN (SELECT scope_digest FROM (${removable(':usedBefore')}) WHERE ROWNUM <= :count)`,
});

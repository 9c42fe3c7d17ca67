import { statement } from '@syncline/database';
import { NOW } from './now.ts';

interface Binds {
  scopeDigest: string;
  bodyDigest: string;
  resourceId: string;
}

const columns = '(scope_digest, body_digest, resource_id, created_at)';
const values = (now: string): string => `VALUES (:scopeDigest, :bodyDigest, :resourceId, ${now})`;

/** No row: the key was used before. A concurrent use waits until the first has committed or given up. */
export const insertIdempotencyKey = statement<Binds>({
  name: 'insert-idempotency-key',
  postgres: `INSERT INTO idempotency_keys ${columns} ${values(NOW.postgres)} ON CONFLICT (scope_digest) DO NOTHING`,
  oracle: `INSERT /*+ IGNORE_ROW_ON_DUPKEY_INDEX(idempotency_keys, pk_idempotency_keys) */ INTO idempotency_keys ${columns} ${values(NOW.oracle)}`,
});

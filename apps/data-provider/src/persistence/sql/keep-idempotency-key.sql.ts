import { statement } from '@syncline/database';
import { NOW } from './clock.ts';

const COLUMNS = '(scope_digest, body_digest, used_at)';
const values = (now: string): string => `VALUES (:scopeDigest, :bodyDigest, ${now})`;

/** 0: the key was used before. Who uses it at the same moment waits here until the first has committed or given up. */
export const keepIdempotencyKey = statement<{ scopeDigest: string; bodyDigest: string }>({
  name: 'keep-idempotency-key',
  postgres: `INSERT INTO idempotency_keys ${COLUMNS} ${values(NOW.postgres)} ON CONFLICT (scope_digest) DO NOTHING`,
  oracle: `INSERT /*+ IGNORE_ROW_ON_DUPKEY_INDEX(idempotency_keys, pk_idempotency_keys) */ INTO idempotency_keys ${COLUMNS} ${values(NOW.oracle)}`,
});

const ANSWER = 'UPDATE idempotency_keys SET extract_id = :extractId WHERE scope_digest = :scopeDigest';

/** Writes what the key was answered with, in the transaction that kept it. */
export const answerIdempotencyKey = statement<{ scopeDigest: string; extractId: string }>({
  name: 'answer-idempotency-key', postgres: ANSWER, oracle: ANSWER,
});

import { DomainError, jsonDigest } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import type { Caller } from '@syncline/service-auth';
import { insertIdempotencyKey } from '../persistence/sql/insert-idempotency-key.sql.ts';
import { IdempotencyKeyEntity } from './idempotency-key.entity.ts';

export interface IdempotentRequest {
  readonly caller: Caller;
  /** Method and path: one key may be used on two routes. */
  readonly route: string;
  readonly key: string | undefined;
  readonly body: unknown;
}

/**
 * Keeps a key in the transaction of what it makes, so that the two exist together or not at all.
 *
 * @param resourceId what will be made if the key is new
 * @returns the resource that was first made under this key, or null: it is new (or there is none), go on
 * @throws DomainError IDEMPOTENCY_CONFLICT where the body was another one
 */
export async function findFirstUse(tx: Transaction, { caller, route, key, body }: IdempotentRequest, resourceId: string): Promise<string | null> {
  if (key === undefined) return null;
  const scopeDigest = jsonDigest([caller.issuer, caller.subject, route, key]);
  const bodyDigest = jsonDigest(body ?? null);
  if ((await tx.execute(insertIdempotencyKey, { scopeDigest, bodyDigest, resourceId })) > 0) return null;
  const first = await tx.manager.findOneByOrFail(IdempotencyKeyEntity, { scopeDigest });
  if (first.bodyDigest !== bodyDigest) throw new DomainError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key was used with another body.');
  return first.resourceId;
}

import { DomainError, jsonDigest } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import type { Caller } from '@syncline/service-auth';
import { IdempotencyKeyEntity } from '../persistence/entities/index.ts';
import { answerIdempotencyKey, keepIdempotencyKey } from '../persistence/sql/keep-idempotency-key.sql.ts';

/** For so many days a repeat is recognised: a day more than the contract promises. */
export const KEY_LIFE_DAYS = 31;

/** A request that carries an Idempotency-Key. */
export interface KeyedRequest {
  readonly caller: Pick<Caller, 'issuer' | 'subject'>;
  /** Method and path: one key may be used on two routes. */
  readonly route: string;
  readonly key: string;
  readonly body: unknown;
}

/** A key, ready to be compared: digests, so that neither keys nor bodies are kept. */
export class IdempotencyKey {
  readonly #scopeDigest: string;
  readonly #bodyDigest: string;

  constructor({ caller, route, key, body }: KeyedRequest) {
    this.#scopeDigest = jsonDigest([caller.issuer, caller.subject, route, key]);
    this.#bodyDigest = jsonDigest(body);
  }

  /**
   * Keeps the key in the transaction of what it makes, so that both are there or neither is.
   * @returns the id of the extract that it was first answered with; null: it is new, and `answer` must be called
   * @throws DomainError IDEMPOTENCY_CONFLICT where the first body was another one
   */
  async firstAnswer(tx: Transaction): Promise<string | null> {
    const [scopeDigest, bodyDigest] = [this.#scopeDigest, this.#bodyDigest];
    if ((await tx.execute(keepIdempotencyKey, { scopeDigest, bodyDigest })) > 0) return null;
    const first = await tx.manager.findOneByOrFail(IdempotencyKeyEntity, { scopeDigest });
    if (first.bodyDigest !== bodyDigest) throw new DomainError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key was used with another body.');
    return first.extractId;
  }

  async answer(tx: Transaction, extractId: string): Promise<void> {
    await tx.execute(answerIdempotencyKey, { scopeDigest: this.#scopeDigest, extractId });
  }
}

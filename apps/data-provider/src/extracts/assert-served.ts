import { DomainError } from '@syncline/contract';
import type { ExtractEntity } from '../persistence/entities/index.ts';
import { isServed } from './domain/extract.state-machine.ts';
import { ASK_AGAIN_SECONDS } from './extracts.service.ts';

/** @throws DomainError GONE where retention has taken manifest and parts */
export function assertKept({ id, dataset, businessDate, revision, expiredAt }: ExtractEntity): void {
  if (expiredAt === null) return;
  throw new DomainError('GONE', `The extract ${id} (revision ${revision} of ${dataset} for ${businessDate}) was kept until ${expiredAt.toISOString()}. Who may write extracts can have the date sealed anew with newRevision.`);
}

/** @throws DomainError EXTRACT_NOT_SEALED while there is no manifest; with Retry-After as long as there may be one */
export function assertServed({ id, state, reason }: ExtractEntity): void {
  if (isServed(state)) return;
  if (state === 'FAILED') throw new DomainError('EXTRACT_NOT_SEALED', `The extract ${id} failed: ${reason}.`, { retryAfterSeconds: 60 });
  throw new DomainError('EXTRACT_NOT_SEALED', `The extract ${id} is being built.`, { retryAfterSeconds: ASK_AGAIN_SECONDS });
}

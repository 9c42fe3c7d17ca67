import { DomainError } from '@syncline/contract';

/**
 * Which attempt a cancel is about: that of its Idempotency-Key, `<runId>/<attempt>`. Null without a key: whichever there is.
 * @throws DomainError IDEMPOTENCY_CONFLICT when it is the key of no attempt of this run
 */
export function cancelledAttempt(key: string | undefined, runId: string): number | null {
  if (key === undefined) return null;
  const [, ofRun, attempt] = /^(.+)\/([1-9]\d{0,8})$/.exec(key) ?? [];
  if (ofRun?.toLowerCase() !== runId) throw new DomainError('IDEMPOTENCY_CONFLICT', `The Idempotency-Key of this cancel is ${runId}/<attempt>: its run and the attempt that it ends.`);
  return Number(attempt);
}

/**
 * Whether a cancel ends the attempt at hand. One of an older attempt came late: that attempt is over since a newer one
 * began, so there is nothing left to do, and saying so settles it. One of a newer attempt overtook its dispatch: what is
 * at hand is over for the platform as well.
 */
export const endsPresentAttempt = (cancelled: number | null, present: number): boolean => cancelled === null || cancelled >= present;

/**
 * Overlap: what a firing does when its task still has work in hand. Decided per task whatever the business date,
 * except for ALLOW, where only a run of the same business date is in the way.
 */
export type OverlapPolicy = 'SKIP' | 'QUEUE' | 'ALLOW' | 'CANCEL_PREVIOUS';

export interface OverlapSituation {
  /** A run of the same task, business date and parameters that is QUEUED and was never dispatched. */
  readonly joinable: string | null;
  /** Another active run of the task. */
  readonly taskIsActive: boolean;
  /** Another active run of the task for the same business date (never, for a firing without one). */
  readonly dateIsActive: boolean;
}

export type OverlapDecision =
  | { readonly outcome: 'FIRED'; readonly cancelsPrevious: boolean }
  | { readonly outcome: 'QUEUED_BEHIND' }
  | { readonly outcome: 'COALESCED'; readonly runId: string }
  | { readonly outcome: 'SKIPPED_OVERLAP' };

const fired: OverlapDecision = { outcome: 'FIRED', cancelsPrevious: false };

export function decideOverlap(policy: OverlapPolicy, situation: OverlapSituation): OverlapDecision {
  if (situation.joinable) return { outcome: 'COALESCED', runId: situation.joinable };
  if (policy === 'ALLOW') return situation.dateIsActive ? { outcome: 'QUEUED_BEHIND' } : fired;
  if (!situation.taskIsActive) return fired;
  switch (policy) {
    case 'SKIP':
      return { outcome: 'SKIPPED_OVERLAP' };
    case 'QUEUE':
      return { outcome: 'QUEUED_BEHIND' };
    case 'CANCEL_PREVIOUS':
      return { outcome: 'FIRED', cancelsPrevious: true };
  }
}

/**
 * The name of the lock under which firings and ends of a task take turns. Tasks that ALLOW overlap take turns per
 * business date only, so that their dates do not wait for each other.
 */
export const queueKey = (policy: OverlapPolicy, task: string, businessDate: string | null): string =>
  policy === 'ALLOW' ? `${task}@${businessDate ?? ''}` : task;

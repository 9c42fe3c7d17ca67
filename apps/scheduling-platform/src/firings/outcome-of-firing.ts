import type { OccurrenceOutcome } from '@syncline/contract';

/**
 * The outcome of a firing of which it is decided what it leads to. A late one that leads to work of its own is FIRED_LATE,
 * whether that work begins at once or waits behind other work; its detail says which.
 */
export const outcomeOfFiring = (planned: OccurrenceOutcome, isLate: boolean): OccurrenceOutcome =>
  isLate && (planned === 'FIRED' || planned === 'QUEUED_BEHIND') ? 'FIRED_LATE' : planned;

import type { ExtractState } from '@syncline/contract';

/**
 * BUILDING ──> SEALED ──> SUPERSEDED
 *    └───────> FAILED
 *
 * A sealed extract never changes: a newer revision only stands beside it. The statements that move an extract
 * (`persistence/sql/{seal,fail,supersede}-extract*.sql.ts`) demand the state before, and a test holds them to this table.
 */
export const EXTRACT_TRANSITIONS: Readonly<Record<ExtractState, readonly ExtractState[]>> = {
  BUILDING: ['SEALED', 'FAILED'],
  SEALED: ['SUPERSEDED'],
  FAILED: [],
  SUPERSEDED: [],
};

/** Whether manifest and parts are there to be served. */
export const isServed = (state: ExtractState): boolean => state === 'SEALED' || state === 'SUPERSEDED';

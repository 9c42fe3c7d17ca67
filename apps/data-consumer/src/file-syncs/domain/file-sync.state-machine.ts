/**
 * The states of a file sync, as data.
 *
 *   PENDING → EXTRACTING → LOADING → PROVING → PUBLISHING → SUCCEEDED
 *      ↑__________|           (any of the five before the end) → FAILED | CANCELLED
 *
 * EXTRACTING goes back to PENDING where the business date is still open: nothing failed, there is nothing to take yet.
 * PROVING and PUBLISHING go back to LOADING when another instance takes over: what was merged was rolled back with the
 * transaction, what was staged is still there.
 */
export const FILE_SYNC_STATES = ['PENDING', 'EXTRACTING', 'LOADING', 'PROVING', 'PUBLISHING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
export type FileSyncState = (typeof FILE_SYNC_STATES)[number];

export const FILE_SYNC_TRANSITIONS: Readonly<Record<FileSyncState, readonly FileSyncState[]>> = {
  PENDING: ['EXTRACTING', 'FAILED', 'CANCELLED'],
  EXTRACTING: ['PENDING', 'LOADING', 'FAILED', 'CANCELLED'],
  LOADING: ['PROVING', 'FAILED', 'CANCELLED'],
  PROVING: ['PUBLISHING', 'LOADING', 'FAILED', 'CANCELLED'],
  PUBLISHING: ['SUCCEEDED', 'LOADING', 'FAILED', 'CANCELLED'],
  SUCCEEDED: [],
  FAILED: [],
  CANCELLED: [],
};

/** States from which `state` may be reached; the WHERE clause of the statement that goes there. */
export const statesBefore = (state: FileSyncState): FileSyncState[] =>
  FILE_SYNC_STATES.filter((from) => FILE_SYNC_TRANSITIONS[from].includes(state));

export const isEnd = (state: FileSyncState): boolean => FILE_SYNC_TRANSITIONS[state].length === 0;

/** States that a file sync can be in while it is not over. */
export const ACTIVE_STATES: readonly FileSyncState[] = FILE_SYNC_STATES.filter((state) => !isEnd(state));

/** A list of states as SQL literals, so that statements take their allowed states from this table. */
export const sqlStates = (states: readonly FileSyncState[]): string => states.map((state) => `'${state}'`).join(', ');

import type { OutputRunState } from '@syncline/contract';

/**
 * The states of the run of an output, as data.
 *
 *   PENDING → COMPUTING → SUCCEEDED
 *      (either of the two before the end) → FAILED | CANCELLED
 *
 * There is no way back from COMPUTING: whoever takes over computes again in one transaction, of which nothing is left when
 * its owner dies.
 */
export const OUTPUT_RUN_TRANSITIONS: Readonly<Record<OutputRunState, readonly OutputRunState[]>> = {
  PENDING: ['COMPUTING', 'FAILED', 'CANCELLED'],
  COMPUTING: ['SUCCEEDED', 'FAILED', 'CANCELLED'],
  SUCCEEDED: [],
  FAILED: [],
  CANCELLED: [],
};

export const OUTPUT_RUN_STATES = Object.keys(OUTPUT_RUN_TRANSITIONS) as OutputRunState[];

/** States from which `state` may be reached; the WHERE clause of the statement that goes there. */
export const outputStatesBefore = (state: OutputRunState): OutputRunState[] =>
  OUTPUT_RUN_STATES.filter((from) => OUTPUT_RUN_TRANSITIONS[from].includes(state));

export const hasEnded = (state: OutputRunState): state is 'SUCCEEDED' | 'FAILED' | 'CANCELLED' => OUTPUT_RUN_TRANSITIONS[state].length === 0;

/** A list of states as SQL literals, so that statements take their allowed states from this table. */
export const sqlOutputStates = (states: readonly OutputRunState[]): string => states.map((state) => `'${state}'`).join(', ');

/**
 * The life of a run, as data. Everything that changes a state goes through this table: the pure decisions ask
 * `transition`, what they decide is written only over the state that they read, and a CHECK constraint repeats the names.
 *
 *              START              SUCCEED
 *   QUEUED ───────────▶ RUNNING ───────────▶ SUCCEEDED
 *     ▲  ▲                 │ AWAIT_RETRY
 *     │  └── BEGIN_ATTEMPT ┴──▶ WAITING_RETRY
 *     │
 *     └── RETRY (a person) ── FAILED ◀── FAIL     (from any active state)
 *                             CANCELLED ◀── CANCEL (from any active state)
 *                             SKIPPED ◀── SKIP     (a member of a group that never started)
 *
 *   RETRY_MEMBER (a group that is retried) leads to QUEUED from SKIPPED, too.
 */
export const RUN_STATES = ['QUEUED', 'RUNNING', 'WAITING_RETRY', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED'] as const;

export type RunState = (typeof RUN_STATES)[number];

const ACTIVE = ['QUEUED', 'RUNNING', 'WAITING_RETRY'] as const satisfies readonly RunState[];

interface Transition {
  readonly from: readonly RunState[];
  readonly to: RunState;
}

const TRANSITIONS = {
  /** The first 2xx of a dispatch, or the first applied report. A later one changes nothing. */
  START: { from: ['QUEUED', 'RUNNING'], to: 'RUNNING' },
  SUCCEED: { from: ['QUEUED', 'RUNNING'], to: 'SUCCEEDED' },
  FAIL: { from: ACTIVE, to: 'FAILED' },
  AWAIT_RETRY: { from: ['QUEUED', 'RUNNING'], to: 'WAITING_RETRY' },
  BEGIN_ATTEMPT: { from: ['WAITING_RETRY'], to: 'QUEUED' },
  CANCEL: { from: ACTIVE, to: 'CANCELLED' },
  SKIP: { from: ['QUEUED'], to: 'SKIPPED' },
  /** Only a person brings an ended run back; a group that is retried, also those of its members that never started. */
  RETRY: { from: ['FAILED', 'CANCELLED'], to: 'QUEUED' },
  RETRY_MEMBER: { from: ['FAILED', 'CANCELLED', 'SKIPPED'], to: 'QUEUED' },
} as const satisfies Record<string, Transition>;

export type RunTransition = keyof typeof TRANSITIONS;

export const RUN_TRANSITIONS = Object.keys(TRANSITIONS) as RunTransition[];

/** Active = still wants something from somebody: QUEUED, RUNNING or WAITING_RETRY. */
export const isActive = (state: RunState): boolean => ACTIVE.some((active) => active === state);

/** The state after `name`, or null where the table does not allow it from `state`. */
export function transition(state: RunState, name: RunTransition): RunState | null {
  const { from, to }: Transition = TRANSITIONS[name];
  return from.includes(state) ? to : null;
}

/** For statements about active runs: `state IN (${ACTIVE_STATES})`. */
export const ACTIVE_STATES = ACTIVE.map((state) => `'${state}'`).join(', ');

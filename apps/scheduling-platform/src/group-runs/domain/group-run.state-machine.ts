/**
 * The life of a group run, as data. Everything that changes a state goes through this table: the pure decisions ask
 * `groupTransition`, guarded SQL takes its allowed states from `groupStatesThatMay`, and a CHECK constraint repeats the
 * names.
 *
 *              START              SUCCEED
 *   QUEUED ───────────▶ RUNNING ───────────▶ SUCCEEDED
 *     ▲                    ▲
 *     │                    └── REOPEN (a person retried one member) ──┐
 *     └── RETRY (a person retried the group) ── FAILED, CANCELLED ────┘
 *
 *   FAIL and CANCEL lead there from QUEUED and RUNNING.
 */
export const GROUP_RUN_STATES = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;

export type GroupRunState = (typeof GROUP_RUN_STATES)[number];

const ACTIVE = ['QUEUED', 'RUNNING'] as const satisfies readonly GroupRunState[];

interface Transition {
  readonly from: readonly GroupRunState[];
  readonly to: GroupRunState;
}

const TRANSITIONS = {
  /** The first of its members was dispatched. */
  START: { from: ['QUEUED'], to: 'RUNNING' },
  SUCCEED: { from: ACTIVE, to: 'SUCCEEDED' },
  FAIL: { from: ACTIVE, to: 'FAILED' },
  CANCEL: { from: ACTIVE, to: 'CANCELLED' },
  /** Only a person brings an ended group run back: as a whole … */
  RETRY: { from: ['FAILED', 'CANCELLED'], to: 'QUEUED' },
  /** … or by one of its members. Such a group run has nothing to wait for: what is left of it is in flight. */
  REOPEN: { from: ['FAILED', 'CANCELLED'], to: 'RUNNING' },
} as const satisfies Record<string, Transition>;

export type GroupRunTransition = keyof typeof TRANSITIONS;

export const GROUP_RUN_TRANSITIONS = Object.keys(TRANSITIONS) as GroupRunTransition[];

/** Active = it may still change by itself: QUEUED or RUNNING. */
export const isActiveGroup = (state: GroupRunState): boolean => ACTIVE.some((active) => active === state);

/** The state after `name`, or null where the table does not allow it from `state`. */
export function groupTransition(state: GroupRunState, name: GroupRunTransition): GroupRunState | null {
  const { from, to }: Transition = TRANSITIONS[name];
  return from.includes(state) ? to : null;
}

const quoted = (states: readonly GroupRunState[]): string => states.map((state) => `'${state}'`).join(', ');

/** For the WHERE clause of a guarded update: `state IN (${groupStatesThatMay('CANCEL')})`. */
export const groupStatesThatMay = (name: GroupRunTransition): string => quoted(TRANSITIONS[name].from);

/** For statements about active group runs: `state IN (${ACTIVE_GROUP_STATES})`. */
export const ACTIVE_GROUP_STATES = quoted(ACTIVE);

import fc from 'fast-check';

/**
 * What happens next. A move names its kind and picks, by two numbers, which of the things at hand it happens to and how;
 * where there is nothing at hand, nothing happens. So every list of moves is a story, and any part of one is, too.
 */
export interface Move {
  readonly kind: MoveKind;
  readonly pick: number;
  readonly how: number;
}

/** How often each kind comes, of all. */
const WEIGHTS = {
  /** Upstream: an event is sent, also one that was sent before. */
  publish: 8,
  /** The network delivers any of what is under way, in any order; or doubles or loses it. */
  deliver: 34,
  duplicate: 3,
  drop: 4,
  /** The loops of a node. A node that stands still is one that is not picked. */
  claim: 14,
  renew: 2,
  sweep: 4,
  deadlines: 2,
  'group deadlines': 1,
  silence: 1,
  cancellations: 3,
  groups: 8,
  time: 3,
  record: 2,
  /** A node dies and starts again, or stops in good order. */
  crash: 1,
  stop: 1,
  /** The target works, and says again what it said. */
  work: 12,
  say: 3,
  /** Time passes: a moment, or so much that leases, retries or deadlines are over; or the clock is set back. */
  tick: 12,
  jump: 1,
  /** Persons. */
  fire: 3,
  cancel: 1,
  retry: 2,
  pause: 1,
  resume: 2,
  'cancel group': 0.5,
  'retry group': 1.5,
} as const satisfies Record<string, number>;

export type MoveKind = keyof typeof WEIGHTS;

const kinds = Object.entries(WEIGHTS) as [MoveKind, number][];

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(...kinds.map(([kind, weight]) => ({ weight: 2 * weight, arbitrary: fc.constant(kind) }))),
  pick: fc.nat(99),
  how: fc.nat(99),
});

export const moves = (most: number): fc.Arbitrary<Move[]> => fc.array(move, { maxLength: most, size: 'max' });

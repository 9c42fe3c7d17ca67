import fc from 'fast-check';
import type { Core } from './core.ts';
import { moves, type Move } from './moves.ts';
import { simulatedTask } from './tasks.ts';
import { World, type Scenario } from './world.ts';

const MOST_MOVES = 120;

const overlap = fc.constantFrom('QUEUE' as const, 'QUEUE' as const, 'ALLOW' as const, 'SKIP' as const, 'CANCEL_PREVIOUS' as const);
const businessDate = fc.constantFrom('2026-08-03', '2026-08-04', null);
const parametersDigest = fc.constantFrom('usual', 'usual', 'other');

const tasks = fc.tuple(overlap, overlap).map(([first, second]) => [simulatedTask('first', first), simulatedTask('second', second), simulatedTask('third', 'QUEUE')]);

const groups = fc.record({
  name: fc.constant('group'),
  overlap,
  onMemberFailure: fc.constantFrom('STOP' as const, 'CONTINUE' as const),
  members: fc.tuple(fc.shuffledSubarray(['first', 'second', 'third'], { minLength: 1 }), fc.array(fc.constantFrom('SYNC' as const, 'ASYNC' as const), { minLength: 3, maxLength: 3 }))
    .map(([names, modes]) => names.map((task, index) => ({ task, mode: modes[index] ?? 'SYNC' }))),
}).map((group) => [group]);

const triggers = fc.option(fc.record({
  id: fc.constant('interval'),
  owner: fc.constantFrom('second', 'group'),
  everyMs: fc.constantFrom(20_000, 60_000),
  policy: fc.record({ misfire: fc.constantFrom('FIRE_ONCE' as const, 'FIRE_ALL' as const, 'SKIP' as const), maxLatenessMs: fc.constantFrom(null, 120_000), maxCatchUp: fc.constantFrom(1, 3) }),
})).map((trigger) => (trigger === null ? [] : [trigger]));

/** An event may fire several, and a batch of events is one transaction: so one task may be fired for several dates at once. */
const event = fc.uniqueArray(fc.record({ owner: fc.constantFrom('first', 'first', 'second', 'group'), businessDate, parametersDigest }), { minLength: 1, maxLength: 3, selector: ({ owner, businessDate }) => `${owner} ${businessDate}` });

const scenario: fc.Arbitrary<Scenario> = fc.record({
  nodes: fc.integer({ min: 1, max: 3 }),
  definitions: fc.record({ tasks, groups, triggers }),
  events: fc.array(event, { minLength: 2, maxLength: 4 }),
});

/** A story, and the law that it breaks. */
export interface Found {
  readonly law: string;
  readonly seed: number;
  readonly story: readonly string[];
}

export interface SearchOptions {
  readonly numRuns: number;
  readonly seed: number;
  /** Whether what was found is made as short as it goes, which takes its time. */
  readonly isShortened?: boolean;
}

/** Looks for a story that breaks a law; null: none was found. */
export function search(core: Core, { numRuns, seed, isShortened = true }: SearchOptions): Found | null {
  const keepsLaws = fc.property(scenario, moves(MOST_MOVES), (world, story) => play(core, world, story).law === null);
  const { counterexample } = fc.check(keepsLaws, { numRuns, seed, endOnFailure: !isShortened });
  if (counterexample === null) return null;
  const [world, story] = counterexample;
  const { law, story: told } = play(core, world, story, true);
  return { law: law ?? 'none, when it was told again', seed, story: told };
}

function play(core: Core, scenario: Scenario, story: readonly Move[], isTold = false): { readonly law: string | null; readonly story: readonly string[] } {
  const world = new World(core, scenario, isTold);
  for (const move of story) {
    const law = world.perform(move);
    if (law !== null) return { law, story: world.story };
  }
  return { law: world.settle(), story: world.story };
}

export const tell = ({ law, seed, story }: Found): string => [law, `seed ${seed}`, ...story.slice(-60)].join('\n');

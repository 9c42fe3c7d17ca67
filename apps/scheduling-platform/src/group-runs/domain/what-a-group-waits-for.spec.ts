import { whatAGroupWaitsFor, type StandingGroup } from './what-a-group-waits-for.ts';

type Member = StandingGroup['members'][number];

const member = (task: string, changes: Partial<Member> = {}): Member => ({ task, state: 'QUEUED', isHeld: false, dispatches: 0, hasTurn: true, isTaskPaused: false, ...changes });
const group = (members: Member[], changes: Partial<StandingGroup> = {}): StandingGroup => ({ isWaiting: false, isPaused: false, members, ...changes });

describe('what a group run waits for', () => {
  it.each<[string, StandingGroup, string | null]>([
    ['its turn', group([member('a', { isHeld: true })], { isWaiting: true }), 'It waits for its turn: another run of the group is active.'],
    ['its own pause', group([member('a', { isHeld: true })], { isPaused: true }), 'The group is paused.'],
    ['a pause that no longer matters', group([member('a', { state: 'RUNNING', dispatches: 1 })], { isPaused: true }), null],
    ['a paused task', group([member('a', { isTaskPaused: true }), member('b', { isHeld: true })]), 'It waits for a member whose task is paused: a.'],
    ['several paused tasks', group([member('a', { isTaskPaused: true }), member('b', { isTaskPaused: true })]), 'It waits for members whose tasks are paused: a, b.'],
    ['a paused task whose member is held anyhow', group([member('a', { state: 'RUNNING', dispatches: 1 }), member('b', { isHeld: true, isTaskPaused: true })]), null],
    ['a paused task whose member was dispatched before', group([member('a', { dispatches: 1, isTaskPaused: true })]), null],
    ['a turn in a task', group([member('a', { hasTurn: false })]), 'It waits for a member that waits behind another run of the same task: a.'],
    ['a dispatch that comes in a moment', group([member('a')]), null],
  ])('%s', (_, standing, said) => {
    expect(whatAGroupWaitsFor(standing)).toBe(said);
  });
});

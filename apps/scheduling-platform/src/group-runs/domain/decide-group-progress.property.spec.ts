import fc from 'fast-check';
import { isActive } from '../../runs/domain/run.state-machine.ts';
import { decideGroupProgress, type GroupMember, type GroupProgress, type GroupSituation } from './decide-group-progress.ts';
import { tellGroupStory, type GroupHappening, type GroupPlan } from './group-story.fixture.ts';

const plan = fc.record<GroupPlan>({
  modes: fc.array(fc.constantFrom('SYNC' as const, 'ASYNC' as const), { minLength: 1, maxLength: 6 }),
  onMemberFailure: fc.constantFrom('STOP' as const, 'CONTINUE' as const),
});

const toMember = fc.record({
  kind: fc.constantFrom('DISPATCH', 'DISPATCH', 'DISPATCH', 'SUCCEED', 'SUCCEED', 'SUCCEED', 'FAIL', 'AWAIT_RETRY', 'BEGIN_ATTEMPT', 'CANCEL', 'RETRY_MEMBER'),
  member: fc.nat(5),
});
const toGroup = fc.constantFrom<GroupHappening>({ kind: 'RETRY_GROUP' }, { kind: 'PAUSE' }, { kind: 'RESUME' }, { kind: 'RESUME' });
const happening: fc.Arbitrary<GroupHappening> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'LOOK' }) },
  { weight: 8, arbitrary: toMember },
  { weight: 1, arbitrary: toGroup },
);

const story = fc.tuple(plan, fc.array(happening, { maxLength: 60 }));

/** Looks for a story that breaks a law; the shortest one found, told again, says which. Null: none was found. */
const search = (decide: typeof decideGroupProgress, numRuns: number): string | null => {
  const { counterexample } = fc.check(fc.property(story, ([group, happenings]) => tellGroupStory(decide, group, happenings) === null), { numRuns });
  return counterexample === null ? null : tellGroupStory(decide, ...counterexample[0]);
};

describe('a group', () => {
  it('keeps every law of its order and its end, whatever happens to its members and whenever it looks', () => {
    expect(search(decideGroupProgress, 5_000)).toBeNull();
  });

  const seen = (change: (member: GroupMember) => Partial<GroupMember>) => (situation: GroupSituation) =>
    decideGroupProgress({ ...situation, members: situation.members.map((member) => ({ ...member, ...change(member) })) });
  const said = (change: (progress: GroupProgress, situation: GroupSituation) => Partial<GroupProgress>) => (situation: GroupSituation) => {
    const progress = decideGroupProgress(situation);
    return { ...progress, ...change(progress, situation) };
  };
  const indexes = (members: readonly GroupMember[]): number[] => members.map(({ index }) => index);

  it.each<[string, typeof decideGroupProgress]>([
    ['a SYNC member is no barrier', seen(() => ({ mode: 'ASYNC' }))],
    ['a SYNC member waits only for the one before it', said(({ release }, { members }) => ({
      release: [...new Set([...release, ...indexes(members.filter(({ isHeld, mode, index }) => isHeld && mode === 'SYNC' && members[index - 1]?.state === 'SUCCEEDED'))])],
    }))],
    ['ASYNC members go one after the other', seen(() => ({ mode: 'SYNC' }))],
    ['one member is released at a time', said(({ release }) => ({ release: release.slice(0, 1) }))],
    ['a member is released again while it waits for its dispatch', said(({ release }, { members, mayRelease }) => ({
      release: mayRelease ? indexes(members.filter(({ state, dispatches }) => state === 'QUEUED' && dispatches === 0)) : release,
    }))],
    ['a retry that waits is taken for an end', seen(({ state }) => (state === 'WAITING_RETRY' ? { state: 'FAILED' } : {}))],
    ['a cancelled member is taken for a success', seen(({ state }) => (state === 'CANCELLED' ? { state: 'SUCCEEDED' } : {}))],
    ['a failed member is taken for a success', seen(({ state }) => (state === 'FAILED' ? { state: 'SUCCEEDED' } : {}))],
    ['STOP goes on', (situation) => decideGroupProgress({ ...situation, onMemberFailure: 'CONTINUE' })],
    ['CONTINUE stops', (situation) => decideGroupProgress({ ...situation, onMemberFailure: 'STOP' })],
    ['STOP skips members in flight', said(({ skip }, { members }) => ({ skip: skip.length > 0 ? indexes(members.filter(({ state }) => isActive(state))) : skip }))],
    ['STOP leaves what was let go and never began', said(({ skip }, { members }) => ({ skip: skip.filter((index) => members[index]?.isHeld) }))],
    ['the group ends with the first failure', said(({ standing }, { members }) => ({ standing: members.some(({ state }) => state === 'FAILED') ? 'FAILED' : standing }))],
    ['the group ends while a member is held', said(({ standing }, { members }) => ({ standing: members.some(({ state }) => state === 'SUCCEEDED') && members.every(({ state, isHeld }) => isHeld || !isActive(state)) ? 'SUCCEEDED' : standing }))],
    ['the group never ends', said(({ standing }) => ({ standing: standing === 'FAILED' || standing === 'SUCCEEDED' ? 'RUNNING' : standing }))],
    ['the group succeeds although a member did not', said(({ standing }) => ({ standing: standing === 'FAILED' ? 'SUCCEEDED' : standing }))],
    ['the group runs before a member does', said(({ standing }) => ({ standing: standing === 'QUEUED' ? 'RUNNING' : standing }))],
    ['a pause holds nothing', (situation) => decideGroupProgress({ ...situation, mayRelease: true })],
    ['the last member is forgotten', said(({ release }, { members }) => ({ release: release.filter((index) => index !== members.length - 1) }))],
  ])('would be caught if %s', (_, decide) => {
    expect(search(decide, 5_000)).not.toBeNull();
  });
});

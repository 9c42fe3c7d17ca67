import type { RunState } from '../../runs/domain/run.state-machine.ts';
import { decideGroupProgress, type GroupMember, type GroupSituation } from './decide-group-progress.ts';

type Standing = RunState | 'HELD' | 'LET_GO';

/** `A async SUCCEEDED` and so on; HELD and LET_GO are QUEUED before and after the release. */
const group = (members: readonly [GroupMember['mode'], Standing][], changes: Partial<GroupSituation> = {}): GroupSituation => ({
  members: members.map(([mode, standing], index) => ({
    index,
    mode,
    state: standing === 'HELD' || standing === 'LET_GO' ? 'QUEUED' : standing,
    isHeld: standing === 'HELD',
    dispatches: ['HELD', 'LET_GO', 'SKIPPED'].includes(standing) ? 0 : 1,
  })),
  onMemberFailure: 'STOP',
  mayRelease: true,
  ...changes,
});

/** [A async, B async, C sync, D async] of the design, as far as it has come. */
const four = (a: Standing, b: Standing, c: Standing, d: Standing, changes: Partial<GroupSituation> = {}): GroupSituation =>
  group([['ASYNC', a], ['ASYNC', b], ['SYNC', c], ['ASYNC', d]], changes);

const CONTINUE = { onMemberFailure: 'CONTINUE' } as const;

describe('what a group does next', () => {
  it.each<[string, GroupSituation, readonly number[], readonly number[], string]>([
    ['ASYNC members go out together, a SYNC one waits', four('HELD', 'HELD', 'HELD', 'HELD'), [0, 1], [], 'QUEUED'],
    ['nothing goes out twice', four('LET_GO', 'LET_GO', 'HELD', 'HELD'), [], [], 'QUEUED'],
    ['a SYNC member waits for all before it', four('SUCCEEDED', 'RUNNING', 'HELD', 'HELD'), [], [], 'RUNNING'],
    ['then it goes alone', four('SUCCEEDED', 'SUCCEEDED', 'HELD', 'HELD'), [2], [], 'RUNNING'],
    ['and those after it wait for it', four('SUCCEEDED', 'SUCCEEDED', 'RUNNING', 'HELD'), [], [], 'RUNNING'],
    ['until it has completed', four('SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'HELD'), [3], [], 'RUNNING'],
    ['the group succeeds with the last', four('SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'), [], [], 'SUCCEEDED'],
    ['SYNC members go one by one', group([['SYNC', 'HELD'], ['SYNC', 'HELD']]), [0], [], 'QUEUED'],
    ['a retry that waits is no end', four('WAITING_RETRY', 'SUCCEEDED', 'HELD', 'HELD'), [], [], 'RUNNING'],
    ['STOP skips what has not started, and what is in flight goes on', four('FAILED', 'RUNNING', 'HELD', 'HELD'), [], [2, 3], 'RUNNING'],
    ['a cancelled member stops the group, too', four('CANCELLED', 'RUNNING', 'HELD', 'HELD'), [], [2, 3], 'RUNNING'],
    ['STOP also takes back what was let go and never dispatched', four('FAILED', 'LET_GO', 'HELD', 'HELD'), [], [1, 2, 3], 'FAILED'],
    ['the group ends after the last in flight', four('FAILED', 'SUCCEEDED', 'SKIPPED', 'SKIPPED'), [], [], 'FAILED'],
    ['CONTINUE takes any end for completed', four('FAILED', 'CANCELLED', 'HELD', 'HELD', CONTINUE), [2], [], 'RUNNING'],
    ['CONTINUE still waits for those in flight', four('FAILED', 'RUNNING', 'HELD', 'HELD', CONTINUE), [], [], 'RUNNING'],
    ['and the group has failed in the end', four('FAILED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', CONTINUE), [], [], 'FAILED'],
    ['a group that has to wait releases nothing', four('HELD', 'HELD', 'HELD', 'HELD', { mayRelease: false }), [], [], 'QUEUED'],
    ['but it stops all the same', four('CANCELLED', 'HELD', 'HELD', 'HELD', { mayRelease: false }), [], [1, 2, 3], 'FAILED'],
    ['a retried group takes up what did not succeed', four('SUCCEEDED', 'HELD', 'HELD', 'SUCCEEDED'), [1], [], 'RUNNING'],
  ])('%s', (_, situation, release, skip, standing) => {
    expect(decideGroupProgress(situation)).toEqual({ release, skip, standing });
  });

  it('lets a member go on that a person brought back alone, although another one has failed', () => {
    const { members, ...rest } = four('FAILED', 'LET_GO', 'SKIPPED', 'SKIPPED');
    const retried = members.map((member) => (member.index === 1 ? { ...member, dispatches: 2 } : member));
    expect(decideGroupProgress({ ...rest, members: retried })).toEqual({ release: [], skip: [], standing: 'RUNNING' });
  });
});

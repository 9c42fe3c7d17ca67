import { missingMembers, repeatedMembers } from './member-problems.ts';

const members = ['a', 'b', 'a', 'c', 'a'].map((task) => ({ task, mode: 'ASYNC' as const, parameters: {} }));

describe('members of a group', () => {
  it('are named where they stand a second time', () => {
    expect(repeatedMembers(members)).toEqual([
      { pointer: '/members/2/task', detail: 'a is a member already' },
      { pointer: '/members/4/task', detail: 'a is a member already' },
    ]);
    expect(repeatedMembers(members.slice(0, 2))).toEqual([]);
  });

  it('are named where their task is not there', () => {
    expect(missingMembers(members, new Set(['a', 'c']))).toEqual([{ pointer: '/members/1/task', detail: 'there is no task b' }]);
    expect(missingMembers(members, new Set(['a', 'b', 'c']))).toEqual([]);
  });
});

import { TaskDefinition } from '@syncline/contract';
import { newMember } from './new-members.ts';

const request = {
  occurrenceId: '019a0000-0000-7000-8000-000000000001', owner: { kind: 'GROUP' as const, name: 'night' }, version: 3, isPaused: false, businessDate: '2026-08-04',
  parameters: { depth: 3 }, trigger: 'manual' as const, messageId: null, scheduledFor: null, isLate: false, detail: null,
};
const group = { groupRunId: '019a0000-0000-7000-8000-000000000002', request, priority: 7, createdAt: new Date('2026-08-04T17:00:00Z'), calendars: new Map(), traceparent: null };
const task = (changes: object = {}) => ({
  definition: TaskDefinition.parse({ name: 'extract', target: { urls: ['http://a/jobs'], auth: { kind: 'none' }, reporter: { issuer: 'i', subject: 's' } }, ...changes }),
  version: 2,
  url: 'http://a/jobs',
});
const member = { task: 'extract', mode: 'SYNC' as const, parameters: { depth: 2, of: 'member' } };

describe('the run of a member', () => {
  it('is made for its place in the group, and has no turn', () => {
    expect(newMember(group, member, 4, task())).toMatchObject({ taskVersion: 2, hasTurn: false, member: { groupRunId: group.groupRunId, groupName: 'night', index: 4 }, occurrenceId: request.occurrenceId });
  });

  it('takes parameters of the task, then the member, then the firing', () => {
    expect(newMember(group, member, 0, task({ parameters: { depth: 1, of: 'task', kept: true } })).parameters).toEqual({ depth: 3, of: 'member', kept: true });
  });

  it.each([[0, 7], [2, 2], [-5, -5]])('of a task with priority %i has priority %i in a group with 7', (own, expected) => {
    expect(newMember(group, member, 0, task({ priority: own })).definition.priority).toBe(expected);
  });

  it('has deadlines of its own, counted from its making', () => {
    expect(newMember(group, member, 0, task({ deadlines: { failAfter: 'PT1H' } })).deadlines).toEqual({ overdueAt: null, failAt: new Date('2026-08-04T18:00:00Z') });
  });
});

import fc from 'fast-check';
import { GROUP_RUN_STATES, GROUP_RUN_TRANSITIONS, groupStatesThatMay, groupTransition, isActiveGroup, type GroupRunState } from './group-run.state-machine.ts';

describe('the state machine of a group run', () => {
  it('reaches every state from QUEUED', () => {
    const reached = new Set<GroupRunState>(['QUEUED']);
    for (const state of reached) {
      for (const name of GROUP_RUN_TRANSITIONS) {
        const next = groupTransition(state, name);
        if (next) reached.add(next);
      }
    }
    expect([...reached].sort()).toEqual([...GROUP_RUN_STATES].sort());
  });

  it('never leaves an end, whatever happens, except by a person', () => {
    const happenings = GROUP_RUN_TRANSITIONS.filter((name) => name !== 'RETRY' && name !== 'REOPEN');
    fc.assert(fc.property(fc.array(fc.constantFrom(...happenings), { maxLength: 20 }), (names) => {
      let state: GroupRunState = 'QUEUED';
      for (const name of names) {
        const next = groupTransition(state, name);
        if (!isActiveGroup(state)) expect(next).toBeNull();
        state = next ?? state;
      }
    }));
  });

  it.each(['RETRY', 'REOPEN'] as const)('allows %s only after a failure or a cancellation', (name) => {
    expect(GROUP_RUN_STATES.filter((state) => groupTransition(state, name))).toEqual(['FAILED', 'CANCELLED']);
  });

  it('writes the states of a guard as SQL', () => {
    expect(groupStatesThatMay('CANCEL')).toBe("'QUEUED', 'RUNNING'");
  });
});

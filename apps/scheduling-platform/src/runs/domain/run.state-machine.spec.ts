import fc from 'fast-check';
import { isActive, RUN_STATES, RUN_TRANSITIONS, transition, type RunState } from './run.state-machine.ts';

describe('the state machine of a run', () => {
  it('reaches every state from QUEUED', () => {
    const reached = new Set<RunState>(['QUEUED']);
    for (const state of reached) {
      for (const name of RUN_TRANSITIONS) {
        const next = transition(state, name);
        if (next) reached.add(next);
      }
    }
    expect([...reached].sort()).toEqual([...RUN_STATES].sort());
  });

  it('never leaves an end, whatever happens, except by a retry', () => {
    const happenings = RUN_TRANSITIONS.filter((name) => name !== 'RETRY' && name !== 'RETRY_MEMBER');
    fc.assert(fc.property(fc.array(fc.constantFrom(...happenings), { maxLength: 40 }), (names) => {
      let state: RunState = 'QUEUED';
      for (const name of names) {
        const next = transition(state, name);
        if (!isActive(state)) expect(next).toBeNull();
        state = next ?? state;
      }
    }));
  });

  it('retries only what failed or was cancelled', () => {
    expect(RUN_STATES.filter((state) => transition(state, 'RETRY'))).toEqual(['FAILED', 'CANCELLED']);
    expect(RUN_STATES.filter((state) => transition(state, 'RETRY_MEMBER'))).toEqual(['FAILED', 'CANCELLED', 'SKIPPED']);
  });
});

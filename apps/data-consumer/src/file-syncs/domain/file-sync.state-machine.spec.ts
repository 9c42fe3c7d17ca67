import { ACTIVE_STATES, FILE_SYNC_STATES, FILE_SYNC_TRANSITIONS, isEnd, statesBefore, type FileSyncState } from './file-sync.state-machine.ts';

const reachableFrom = (start: FileSyncState): Set<FileSyncState> => {
  const seen = new Set<FileSyncState>([start]);
  for (const state of seen) for (const next of FILE_SYNC_TRANSITIONS[state]) seen.add(next);
  return seen;
};

describe('the states of a file sync', () => {
  it('are all reachable from PENDING', () => {
    expect(reachableFrom('PENDING')).toEqual(new Set(FILE_SYNC_STATES));
  });

  it.each(ACTIVE_STATES)('%s can still succeed, fail and be cancelled', (state) => {
    expect([...reachableFrom(state)]).toEqual(expect.arrayContaining(['SUCCEEDED', 'FAILED', 'CANCELLED']));
    expect(FILE_SYNC_TRANSITIONS[state]).toEqual(expect.arrayContaining(['FAILED', 'CANCELLED']));
  });

  it('are left for good only by the three ends', () => {
    expect(FILE_SYNC_STATES.filter(isEnd)).toEqual(['SUCCEEDED', 'FAILED', 'CANCELLED']);
  });

  it('succeed only by publishing', () => {
    expect(statesBefore('SUCCEEDED')).toEqual(['PUBLISHING']);
  });
});

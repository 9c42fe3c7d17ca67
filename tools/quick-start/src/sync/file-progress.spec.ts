import { fileSync, groupRun, run } from '../../test/fixtures/records.ts';
import { fileProgress, progressOf } from './file-progress.ts';

describe('fileProgress', () => {
  it('has an entry for each file in the order of the definitions, known to the consumer or not', () => {
    const loading = fileSync('cities', { state: 'LOADING', result: null, rowsLoaded: 40, endedAt: null });
    expect(fileProgress(['cities', 'admin1'], [loading])).toEqual([
      { label: 'cities', phase: 'loading', isOver: false, isGood: false, rowsDone: 40, rowsTotal: 100 },
      { label: 'admin1', phase: 'waiting', isOver: false, isGood: false, rowsDone: 0, rowsTotal: null },
    ]);
  });

  it('calls a file proven only if it succeeded and matched', () => {
    const phases = fileProgress(['a', 'b'], [fileSync('a'), fileSync('b', { result: null })]).map(({ phase, isGood }) => [phase, isGood]);
    expect(phases).toEqual([['proven', true], ['not proven', false]]);
  });

  it('says what a file waits for, once its source was asked, and why it failed', () => {
    const pending = { state: 'PENDING', result: null, endedAt: null, rowsExpected: null, rowsLoaded: 0 } as const;
    const syncs = [fileSync('a', pending), fileSync('b', { ...pending, detail: 'The business date 2026-08-04 is open, not closed.' })];
    expect(fileProgress(['a', 'b'], syncs).map(({ phase }) => phase)).toEqual(['waiting', 'waiting: business date open']);
    expect(fileProgress(['c'], [fileSync('c', { state: 'FAILED', reason: 'SOURCE_UNAVAILABLE' })])[0]?.phase).toBe('failed: SOURCE_UNAVAILABLE');
  });

  it('goes by the newest attempt', () => {
    const again = fileSync('a', { attempt: 2, state: 'PROVING', endedAt: null });
    expect(fileProgress(['a'], [fileSync('a', { attempt: 1, state: 'FAILED' }), again])[0]?.phase).toBe('proving');
  });

  it('has an entry for each member of a group run, by its own run', () => {
    const members = [run(['a'], { task: 'sync-a' }), run(['b'], { task: 'sync-b', id: '01998f5e-0000-7000-8000-000000000002', state: 'QUEUED' })];
    const of = groupRun(members, { state: 'RUNNING' });
    expect(progressOf(of, [], [fileSync('a', { runId: members[0]?.id ?? '' })]).map(({ label, phase }) => [label, phase])).toEqual([['sync-a', 'proven'], ['sync-b', 'waiting']]);
  });

  it('goes by the run itself where a member syncs no file', () => {
    const [done, atWork] = [run([], { task: 'compute-a' }), run([], { task: 'compute-b', id: '01998f5e-0000-7000-8000-000000000003', state: 'RUNNING' })];
    expect(progressOf(groupRun([done, atWork], { state: 'RUNNING' }), [], []).map(({ phase, isOver, isGood }) => [phase, isOver, isGood])).toEqual([['proven', true, true], ['at work', false, false]]);
  });
});

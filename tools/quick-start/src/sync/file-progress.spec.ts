import { fileSync } from '../../test/fixtures/records.ts';
import { fileProgress } from './file-progress.ts';

describe('fileProgress', () => {
  it('has an entry for each file in the order of the definitions, known to the consumer or not', () => {
    const loading = fileSync('cities', { state: 'LOADING', result: null, rowsLoaded: 40, endedAt: null });
    expect(fileProgress(['cities', 'admin1'], [loading])).toEqual([
      { file: 'cities', phase: 'loading', isOver: false, isProven: false, rowsLoaded: 40, rowsExpected: 100 },
      { file: 'admin1', phase: 'waiting', isOver: false, isProven: false, rowsLoaded: 0, rowsExpected: null },
    ]);
  });

  it('calls a file proven only if it succeeded and matched', () => {
    const phases = fileProgress(['a', 'b'], [fileSync('a'), fileSync('b', { result: null })]).map(({ phase, isProven }) => [phase, isProven]);
    expect(phases).toEqual([['proven', true], ['not proven', false]]);
  });

  it('goes by the newest attempt', () => {
    const again = fileSync('a', { attempt: 2, state: 'PROVING', endedAt: null });
    expect(fileProgress(['a'], [fileSync('a', { attempt: 1, state: 'FAILED' }), again])[0]?.phase).toBe('proving');
  });
});

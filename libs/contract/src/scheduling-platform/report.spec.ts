import { Report, ReportRead } from './report.ts';
import { reportInconsistency } from './report-consistency.ts';

const file = { file: 'cities', state: 'SUCCEEDED', rowsExpected: 10, rowsLoaded: 9, rowsRejected: 1 };
const check = { file: 'cities', check: 'digest', expected: 'a', actual: 'a', matched: true };
const proven = { attempt: 1, sequence: 7, state: 'SUCCEEDED', files: [file], reconciliation: { result: 'MATCHED', checks: [check] } };

describe('Report', () => {
  it('reads what is absent as null', () => {
    expect(Report.parse({ attempt: 1, sequence: 1, state: 'RUNNING' })).toEqual({
      attempt: 1, sequence: 1, state: 'RUNNING', detail: null, progress: null, files: null, reconciliation: null, error: null,
    });
  });

  it('takes an error for final unless it says otherwise', () => {
    expect(Report.parse({ attempt: 1, sequence: 1, state: 'FAILED', error: { code: 'SOURCE_GONE', message: 'x' } }).error?.retryable).toBe(false);
  });

  it.each([{ sequence: 0 }, { sequence: 1.5 }, { attempt: 0 }, { state: 'DONE' }, { extra: 1 }, { files: [{ ...file, extra: 1 }] }, { files: [{ ...file, rowsLoaded: -1 }] }, { reconciliation: { result: 'MATCHED', checks: [{ ...check, expected: 1 }] } }])(
    'refuses %j',
    (change) => expect(Report.safeParse({ ...proven, ...change }).success).toBe(false),
  );

  it('ignores, where it is read from an answer, what a newer target may add at any depth', () => {
    const newer = { ...proven, extra: 1, files: [{ ...file, extra: 1 }], reconciliation: { ...proven.reconciliation, extra: 1 } };
    expect(ReportRead.parse(newer)).toEqual(Report.parse(proven));
  });
});

describe('reportInconsistency', () => {
  it.each<[string, object]>([
    ['a proof', {}],
    ['a proof without files', { files: null }],
    ['running', { state: 'RUNNING', files: [{ ...file, state: 'LOADING' }] }],
    ['a mismatch', { reconciliation: { result: 'MISMATCHED', checks: [] } }],
    ['the bare word', { reconciliation: null }],
    ['a failure that shows matched checks', { state: 'FAILED' }],
    ['no rows at all', { files: [{ ...file, rowsExpected: 0, rowsLoaded: 0, rowsRejected: null }] }],
  ])('believes %s', (_what, change) => expect(reportInconsistency(Report.parse({ ...proven, ...change }))).toBeNull());

  it.each<[string, object]>([
    ['no checks', { reconciliation: { result: 'MATCHED', checks: [] } }],
    ['an unmatched check among matched ones', { reconciliation: { result: 'MATCHED', checks: [check, { ...check, matched: false }] } }],
    ['a file that did not succeed', { files: [file, { ...file, file: 'admin1', state: 'FAILED' }] }],
    ['a row too few', { files: [{ ...file, rowsLoaded: 8 }] }],
    ['a row too many', { files: [{ ...file, rowsRejected: 2 }] }],
    ['rows that nobody counted', { files: [{ file: 'cities', state: 'SUCCEEDED' }] }],
  ])('finds %s', (_what, change) => expect(reportInconsistency(Report.parse({ ...proven, ...change }))).toEqual(expect.any(String)));
});

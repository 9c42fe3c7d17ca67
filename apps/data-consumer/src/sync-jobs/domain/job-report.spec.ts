import { reportInconsistency, type Report } from '@syncline/contract';
import { check } from '../../proving/domain/check.ts';
import { heartbeat, isSameNews, jobNews, jobState, type JobFile } from './job-report.ts';

const file = (changes: Partial<JobFile>): JobFile => ({
  fileName: 'cities', state: 'PENDING', reason: null, detail: null, extractId: null, revision: null, manifestDigest: null,
  rowsExpected: null, rowsLoaded: 0, rowsRejected: 0, rowsSeen: 0, bytesSeen: 0, inserted: null, updated: null, deleted: null, unchanged: null,
  result: null, checksJson: null, ...changes,
});
const proven = file({
  state: 'SUCCEEDED', rowsExpected: 3, rowsLoaded: 3, rowsSeen: 3, inserted: 3, updated: 0, deleted: 0, unchanged: 0,
  result: 'MATCHED', checksJson: [check('rows', '3', '3'), check('digest', 'a', 'a')],
});
const failed = (reason: string, changes: Partial<JobFile> = {}): JobFile => file({ fileName: 'admin1', state: 'FAILED', reason, detail: 'Why.', ...changes });

const report = (files: JobFile[]): Report => ({ attempt: 1, sequence: 1, ...jobNews(files) });

describe('the report of a job', () => {
  it('is RUNNING while a file is, even if another has failed', () => {
    expect(jobNews([failed('SOURCE_REFUSED'), file({ state: 'LOADING' })])).toMatchObject({ state: 'RUNNING', reconciliation: null, error: null });
  });

  it('says what a file waits for', () => {
    const { detail } = jobNews([file({ detail: '2026-08-04 is not closed yet' })]);
    expect(detail).toBe('0 of 1 files are done. cities PENDING: 2026-08-04 is not closed yet');
  });

  it('succeeds MATCHED with the checks of every file, and does not contradict itself', () => {
    const said = report([proven, { ...proven, fileName: 'admin1' }]);
    expect(said).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' }, error: null });
    expect(said.reconciliation?.checks.map(({ file: name, check: what }) => `${name} ${what}`)).toEqual(['cities rows', 'cities digest', 'admin1 rows', 'admin1 digest']);
    expect(reportInconsistency(said)).toBeNull();
  });

  it('is MISMATCHED as soon as one proof failed', () => {
    const mismatch = failed('RECONCILIATION_MISMATCH', { result: 'MISMATCHED', checksJson: [check('rows', '3', '2')] });
    expect(jobNews([proven, mismatch])).toMatchObject({ state: 'FAILED', reconciliation: { result: 'MISMATCHED' }, error: { code: 'RECONCILIATION_MISMATCH', retryable: false } });
  });

  it('claims no reconciliation where a file failed before its proof', () => {
    expect(jobNews([proven, failed('SOURCE_UNAVAILABLE')])).toMatchObject({ state: 'FAILED', reconciliation: null });
  });

  it('is retryable only if each failure is, and names one that is not', () => {
    expect(jobNews([failed('SOURCE_UNAVAILABLE'), failed('PART_DIGEST_MISMATCH')]).error).toMatchObject({ code: 'SOURCE_UNAVAILABLE', retryable: true });
    expect(jobNews([failed('SOURCE_UNAVAILABLE'), failed('SCHEMA_DRIFT')]).error).toMatchObject({ code: 'SCHEMA_DRIFT', retryable: false });
  });

  it('of a cancelled job is FAILED without a retry; the job itself is CANCELLED', () => {
    const files = [proven, file({ fileName: 'admin1', state: 'CANCELLED', reason: 'CANCELLED_BY_REQUEST' })];
    expect(jobNews(files)).toMatchObject({ state: 'FAILED', error: { code: 'CANCELLED_BY_REQUEST', retryable: false } });
    expect(jobState(files)).toBe('CANCELLED');
  });

  it('knows the total of rows only when each file does', () => {
    expect(jobNews([proven, file({})]).progress).toMatchObject({ filesTotal: 2, filesDone: 1, rowsTotal: null, rowsDone: 3 });
    expect(jobNews([proven, file({ state: 'LOADING', rowsExpected: 7, rowsSeen: 9 })]).progress).toMatchObject({ rowsTotal: 10, rowsDone: 10 });
  });

  it('is news only if something changed; a heartbeat is none', () => {
    const files = [file({ state: 'LOADING', rowsExpected: 7 })];
    const last = { attempt: 1, sequence: 4, ...heartbeat(jobNews(files), 60) };
    expect(last.detail).toContain('(at work for 60 s)');
    expect(isSameNews(jobNews(files), last)).toBe(true);
    expect(isSameNews(jobNews([file({ state: 'LOADING', rowsExpected: 7, rowsSeen: 1 })]), last)).toBe(false);
  });
});

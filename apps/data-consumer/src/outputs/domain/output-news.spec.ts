import { Report } from '@syncline/contract';
import { reportInconsistency } from '@syncline/contract';
import { outputJobState, outputNews, type ReportedOutput } from './output-news.ts';

const run = (changes: Partial<ReportedOutput>): ReportedOutput => ({ outputName: 'towns', state: 'PENDING', reason: null, detail: null, checksJson: null, ...changes });
const reported = (changes: Partial<ReportedOutput>) => Report.parse({ attempt: 1, sequence: 1, ...outputNews(run(changes)) });

it.each(['PENDING', 'COMPUTING'] as const)('%s is RUNNING, with a sentence', (state) => {
  expect(reported({ state })).toMatchObject({ state: 'RUNNING', detail: expect.stringContaining('output'), reconciliation: null, error: null, files: null });
  expect(outputJobState({ state })).toBe('RUNNING');
});

it('is proven by its checks, under the name of the output', () => {
  const report = reported({ state: 'SUCCEEDED', checksJson: [{ check: 'rows', expected: '1', actual: '1', matched: true }] });
  expect(report).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED', checks: [{ file: 'towns', check: 'rows' }] } });
  expect(reportInconsistency(report)).toBeNull();
});

it('fails with the numbers where it does not tie out, and is not tried again by itself', () => {
  const checksJson = [{ check: 'rows', expected: '1', actual: '1', matched: true }, { check: 'people', expected: '2', actual: '3', matched: false }];
  expect(reported({ state: 'FAILED', reason: 'RECONCILIATION_MISMATCH', detail: 'people …', checksJson })).toMatchObject({
    state: 'FAILED', reconciliation: { result: 'MISMATCHED', checks: [{}, { check: 'people', matched: false }] }, error: { code: 'RECONCILIATION_MISMATCH', retryable: false },
  });
});

it('is tried again where only an input is missing, and never after a cancel', () => {
  expect(reported({ state: 'FAILED', reason: 'INPUT_NOT_PROVEN', detail: 'x' }).error).toMatchObject({ code: 'INPUT_NOT_PROVEN', retryable: true });
  expect(reported({ state: 'CANCELLED', reason: 'CANCELLED_BY_REQUEST', detail: 'x' })).toMatchObject({ state: 'FAILED', error: { retryable: false } });
  expect(outputJobState({ state: 'CANCELLED' })).toBe('CANCELLED');
});

import { Report } from '@syncline/contract';
import { applyReport, newLedger } from './report-ledger.ts';
import type { RunLedger } from './report-ledger.ts';

const report = (sequence: number, change: object = {}): Report => Report.parse({ attempt: 2, sequence, state: 'RUNNING', ...change });
const matched = { state: 'SUCCEEDED', reconciliation: { result: 'MATCHED', checks: [{ file: 'f', check: 'rows', expected: '1', actual: '1', matched: true }] } };
const failed = { state: 'FAILED', error: { code: 'X', message: 'x' } };

function after(...reports: Report[]): RunLedger {
  const run = newLedger(2);
  for (const given of reports) applyReport(run, given);
  return run;
}

describe('applyReport', () => {
  it.each<[string, Report[], Report, object]>([
    ['a first report', [], report(3), { applied: true, runState: 'RUNNING', reason: null }],
    ['a higher sequence', [report(3)], report(4), { applied: true, reason: null }],
    ['the same report again', [report(3)], report(3), { applied: false, reason: 'DUPLICATE' }],
    ['a lower sequence', [report(3)], report(2), { applied: false, reason: 'OUT_OF_ORDER' }],
    ['an end with a lower sequence', [report(3)], report(2, matched), { applied: true, runState: 'SUCCEEDED' }],
    ['the same end again', [report(3, matched)], report(3, matched), { applied: false, reason: 'TERMINAL' }],
    ['running after the end', [report(3, matched)], report(4), { applied: false, reason: 'TERMINAL' }],
    ['a success without proof', [], report(1, { state: 'SUCCEEDED' }), { applied: true, runState: 'FAILED' }],
    ['a failure that may be retried', [], report(1, { ...failed, error: { ...failed.error, retryable: true } }), { runState: 'WAITING_RETRY' }],
  ])('answers %s', (_what, before, next, answer) => expect(applyReport(after(...before), next)).toMatchObject(answer));

  it.each<[string, Report[], Report]>([
    ['STALE_ATTEMPT', [], report(1, { attempt: 1 })],
    ['UNKNOWN_ATTEMPT', [], report(1, { attempt: 3 })],
    ['SEQUENCE_CONFLICT', [report(3)], report(3, { detail: 'other' })],
    ['ILLEGAL_TRANSITION', [report(3, matched)], report(4, failed)],
    ['INCONSISTENT_REPORT', [], report(1, { ...matched, reconciliation: { result: 'MATCHED', checks: [] } })],
  ])('refuses with %s', (code, before, next) => expect(() => applyReport(after(...before), next)).toThrow(expect.objectContaining({ code })));

  it('says TERMINAL to everything once cancelled', () => {
    const run = after(report(1));
    run.state = 'CANCELLED';
    expect(applyReport(run, report(2, matched))).toEqual({ applied: false, runState: 'CANCELLED', reason: 'TERMINAL' });
  });
});

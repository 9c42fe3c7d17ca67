import type { Report } from '@syncline/contract';
import { decideReport, type KnownSequence } from './decide-report.ts';
import { failed, matched, mismatched, report, reportedRun, succeeded } from './report.fixture.ts';
import type { ReportedRun } from './report.types.ts';

const known: KnownSequence = { sameBody: true };
const otherBody: KnownSequence = { sameBody: false };
const word = (run: ReportedRun, given: Report, sequence: KnownSequence | null = null): string => {
  const decision = decideReport(run, given, sequence);
  if (decision.kind === 'apply') return `${decision.effect.transition}${decision.effect.reason ? ` ${decision.effect.reason}` : ''}${decision.effect.alert ? ` ${decision.effect.alert}` : ''}`;
  return decision.kind === 'answer' ? decision.reason : decision.code;
};

const done = reportedRun({ state: 'SUCCEEDED', lastSequence: 9, attemptEnd: { state: 'SUCCEEDED', result: 'MATCHED' } });
const broken = reportedRun({ state: 'FAILED', lastSequence: 9, attemptEnd: { state: 'FAILED', result: null } });
const unproven = reportedRun({ state: 'FAILED', lastSequence: 9, attemptEnd: { state: 'SUCCEEDED', result: 'MISMATCHED' } });
const expired = reportedRun({ state: 'FAILED', lastSequence: 4, attemptEnd: null });
const cancelled = reportedRun({ state: 'CANCELLED', lastSequence: 4 });
const between = reportedRun({ state: 'WAITING_RETRY', lastSequence: 9, attemptEnd: { state: 'FAILED', result: null } });

describe('a report', () => {
  it.each<[string, ReportedRun, Report, KnownSequence | null, string]>([
    ['of an older attempt', reportedRun({ attempt: 2 }), report(), null, 'STALE_ATTEMPT'],
    ['of an older attempt, after the end', { ...done, attempt: 2 }, succeeded(), null, 'STALE_ATTEMPT'],
    ['of an attempt to come', reportedRun(), report({ attempt: 2 }), null, 'UNKNOWN_ATTEMPT'],
    ['of a run never dispatched', reportedRun({ state: 'QUEUED', attemptDispatches: 0 }), report(), null, 'UNKNOWN_ATTEMPT'],
    ['that comes before the dispatch is answered', reportedRun({ state: 'QUEUED' }), report(), null, 'START'],
    ['with the next sequence', reportedRun({ lastSequence: 4 }), report({ sequence: 5 }), null, 'START'],
    ['with a gap in the sequence', reportedRun({ lastSequence: 4 }), report({ sequence: 40 }), null, 'START'],
    ['that is known', reportedRun({ lastSequence: 4 }), report({ sequence: 4 }), known, 'DUPLICATE'],
    ['with a known sequence and another body', reportedRun({ lastSequence: 4 }), report({ sequence: 4 }), otherBody, 'SEQUENCE_CONFLICT'],
    ['that was overtaken', reportedRun({ lastSequence: 4 }), report({ sequence: 3 }), null, 'OUT_OF_ORDER'],
    ['that was overtaken but ends the attempt', reportedRun({ lastSequence: 40 }), succeeded(), null, 'SUCCEED'],
    ['of RUNNING after cancellation', cancelled, report({ sequence: 9 }), null, 'TERMINAL'],
    ['of success after cancellation', cancelled, succeeded(), null, 'TERMINAL'],
    ['of RUNNING after the end', done, report({ sequence: 10 }), null, 'TERMINAL'],
    ['of the same end again', done, succeeded(), known, 'TERMINAL'],
    ['of the same end with another sequence', done, succeeded({ sequence: 10 }), null, 'TERMINAL'],
    ['of failure after success', done, failed(false), null, 'ILLEGAL_TRANSITION'],
    ['of another result after success', done, succeeded({ reconciliation: mismatched }), null, 'ILLEGAL_TRANSITION'],
    ['of success after failure', broken, succeeded(), null, 'ILLEGAL_TRANSITION'],
    ['of the same unproven success', unproven, succeeded({ reconciliation: mismatched }), null, 'TERMINAL'],
    ['of failure after the deadline', expired, failed(true), null, 'TERMINAL'],
    ['of success after the deadline', expired, succeeded(), null, 'ILLEGAL_TRANSITION'],
    ['that is known, between two attempts', between, failed(true), known, 'DUPLICATE'],
    ['of RUNNING between two attempts', between, report({ sequence: 10 }), null, 'TERMINAL'],
    ['of success between two attempts', between, succeeded({ sequence: 10 }), null, 'ILLEGAL_TRANSITION'],
    ['of success, proven', reportedRun(), succeeded(), null, 'SUCCEED'],
    ['of success without proof', reportedRun(), succeeded({ reconciliation: null }), null, 'FAIL RECONCILIATION_MISSING FAILED'],
    ['of success without proof where the word is enough', reportedRun({ completion: 'REPORTED' }), succeeded({ reconciliation: null }), null, 'SUCCEED'],
    ['of success with a mismatch', reportedRun(), succeeded({ reconciliation: mismatched }), null, 'FAIL RECONCILIATION_MISMATCH MISMATCH'],
    ['of success with a mismatch where the word is enough', reportedRun({ completion: 'REPORTED' }), succeeded({ reconciliation: mismatched }), null, 'FAIL RECONCILIATION_MISMATCH MISMATCH'],
    ['of a failure that will stay', reportedRun(), failed(false), null, 'FAIL SOURCE_UNAVAILABLE FAILED'],
    ['of a failure that may pass', reportedRun(), failed(true), null, 'AWAIT_RETRY SOURCE_UNAVAILABLE'],
    ['of a failure that may pass, in the last attempt', reportedRun({ attempt: 3 }), failed(true, { attempt: 3 }), null, 'FAIL ATTEMPTS_EXHAUSTED EXHAUSTED'],
    ['of a mismatch that calls itself retryable', reportedRun(), failed(true, { reconciliation: mismatched }), null, 'FAIL RECONCILIATION_MISMATCH MISMATCH'],
    ['of MATCHED without a check', reportedRun(), succeeded({ reconciliation: { result: 'MATCHED', checks: [] } }), null, 'INCONSISTENT_REPORT'],
    ['of MATCHED with a check that did not', reportedRun(), succeeded({ reconciliation: { result: 'MATCHED', checks: mismatched.checks } }), null, 'INCONSISTENT_REPORT'],
    ['of MATCHED with a contradiction, where the word is enough', reportedRun({ completion: 'REPORTED' }), succeeded({ reconciliation: { result: 'MATCHED', checks: [] } }), null, 'INCONSISTENT_REPORT'],
  ])('%s', (_, run, given, sequence, expected) => {
    expect(word(run, given, sequence)).toBe(expected);
  });

  it('waits longer after each attempt of a series', () => {
    const waits = [1, 2].map((attempt) => {
      const decision = decideReport(reportedRun({ attempt }), failed(true, { attempt }), null);
      return decision.kind === 'apply' ? decision.effect.retryInMs : null;
    });
    expect(waits).toEqual([5_000, 10_000]);
  });

  it('keeps what an attempt ended with', () => {
    const decision = decideReport(reportedRun(), succeeded(), null);
    expect(decision).toMatchObject({ kind: 'apply', effect: { attemptEnd: { state: 'SUCCEEDED', result: matched.result } } });
  });
});

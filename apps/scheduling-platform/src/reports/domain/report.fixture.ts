import type { Report } from '@syncline/contract';
import type { ReportedRun } from './report.types.ts';

/** A run in its first attempt that was dispatched once, for tests. */
export const reportedRun = (changes: Partial<ReportedRun> = {}): ReportedRun => ({
  state: 'RUNNING',
  attempt: 1,
  attemptDispatches: 1,
  lastSequence: 0,
  completion: 'RECONCILED',
  retry: { maxAttempts: 3, initialMs: 5_000, factor: 2, maxMs: 300_000 },
  attemptLimit: 3,
  attemptEnd: null,
  ...changes,
});

/** The first report of the first attempt: RUNNING, for tests. */
export const report = (changes: Partial<Report> = {}): Report => ({
  attempt: 1,
  sequence: 1,
  state: 'RUNNING',
  detail: null,
  progress: null,
  files: null,
  reconciliation: null,
  error: null,
  ...changes,
});

export const matched = { result: 'MATCHED' as const, checks: [{ file: 'cities', check: 'rows', expected: '3', actual: '3', matched: true }] };
export const mismatched = { result: 'MISMATCHED' as const, checks: [{ file: 'cities', check: 'rows', expected: '3', actual: '2', matched: false }] };

export const succeeded = (changes: Partial<Report> = {}): Report => report({ sequence: 9, state: 'SUCCEEDED', reconciliation: matched, ...changes });
export const failed = (retryable: boolean, changes: Partial<Report> = {}): Report =>
  report({ sequence: 9, state: 'FAILED', error: { code: 'SOURCE_UNAVAILABLE', message: 'no answer', retryable }, ...changes });

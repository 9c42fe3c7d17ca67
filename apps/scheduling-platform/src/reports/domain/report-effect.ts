import type { Report } from '@syncline/contract';
import { backoffMs } from '../../runs/domain/retry-policy.ts';
import type { RunTransition } from '../../runs/domain/run.state-machine.ts';
import type { AttemptEnd, ReportedRun } from './report.types.ts';

/** What an applied report does to its run. */
export interface ReportEffect {
  readonly transition: RunTransition;
  readonly reason: string | null;
  readonly detail: string | null;
  /** Milliseconds until the next attempt; only with AWAIT_RETRY. */
  readonly retryInMs: number | null;
  /** Exactly one for a run that fails, none otherwise. */
  readonly alert: 'MISMATCH' | 'EXHAUSTED' | 'FAILED' | null;
  /** Set by a report that ends its attempt. */
  readonly attemptEnd: AttemptEnd | null;
}

/**
 * What a report that is new and in its place means. Nothing is retried by itself where the proof is missing or says no:
 * the same rows would be wrong again, and a person has to look.
 */
export function effectOf(report: Report, run: ReportedRun): ReportEffect {
  if (report.state === 'RUNNING') return { ...nothingSpecial, transition: 'START', detail: report.detail };

  const result = report.reconciliation?.result ?? null;
  const attemptEnd: AttemptEnd = { state: report.state, result };
  const fail = (reason: string, alert: ReportEffect['alert'], detail: string): ReportEffect =>
    ({ transition: 'FAIL', reason, detail, retryInMs: null, alert, attemptEnd });

  if (result === 'MISMATCHED') return fail('RECONCILIATION_MISMATCH', 'MISMATCH', detailOf(report, 'What the target serves differs from what the source sealed.'));
  if (report.state === 'SUCCEEDED') {
    if (run.completion === 'RECONCILED' && result === null) {
      return fail('RECONCILIATION_MISSING', 'FAILED', 'The target reported success without a reconciliation, which this task demands.');
    }
    return { ...nothingSpecial, transition: 'SUCCEED', detail: report.detail, attemptEnd };
  }
  if (report.error?.retryable !== true) return fail(report.error?.code ?? 'REPORTED_FAILED', 'FAILED', detailOf(report, 'The target reported a failure.'));
  if (run.attempt >= run.attemptLimit) {
    return fail('ATTEMPTS_EXHAUSTED', 'EXHAUSTED', `Attempt ${run.attempt} was the last one. ${detailOf(report, '')}`.trim());
  }
  const failures = run.attempt - (run.attemptLimit - run.retry.maxAttempts + 1);
  return {
    transition: 'AWAIT_RETRY',
    reason: report.error.code,
    detail: detailOf(report, 'The target reported a failure that may pass.'),
    retryInMs: backoffMs(run.retry, failures),
    alert: null,
    attemptEnd,
  };
}

const nothingSpecial = { reason: null, detail: null, retryInMs: null, alert: null, attemptEnd: null } as const;

const detailOf = (report: Report, otherwise: string): string => report.error?.message ?? report.detail ?? otherwise;

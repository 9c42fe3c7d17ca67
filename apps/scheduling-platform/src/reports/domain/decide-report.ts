import { reportInconsistency, type Report } from '@syncline/contract';
import { isActive } from '../../runs/domain/run.state-machine.ts';
import { effectOf, type ReportEffect } from './report-effect.ts';
import type { AttemptEnd, ReportedRun } from './report.types.ts';

/**
 * What one report changes, as a pure function of the run, the report and what is known of its sequence.
 *
 * Model. Reports may be lost, doubled, delayed and reordered, and may come from any instance of the target. An attempt
 * is a series of its own; within it the sequence orders the reports. Three things hold whatever the order of arrival:
 *   - an end is applied once and is never overwritten, by a report or by anything else;
 *   - an end counts even when a later RUNNING overtook it;
 *   - a report of another attempt than the present one changes nothing.
 * The order of the questions below is the contract: attempt, end, sequence, contradiction, effect.
 */
export type ReportDecision =
  | { readonly kind: 'apply'; readonly effect: ReportEffect }
  /** Not applied, and that is fine: 200 with the reason. `isNews`: keep it, so that its sequence is known from now on. */
  | { readonly kind: 'answer'; readonly reason: 'DUPLICATE' | 'OUT_OF_ORDER' | 'TERMINAL'; readonly isNews: boolean }
  | { readonly kind: 'refuse'; readonly code: RefusalCode; readonly detail: string };

export type RefusalCode = 'STALE_ATTEMPT' | 'UNKNOWN_ATTEMPT' | 'ILLEGAL_TRANSITION' | 'SEQUENCE_CONFLICT' | 'INCONSISTENT_REPORT';

/** Digest of the report kept for the same attempt and sequence, against that of the one at hand. */
export interface KnownSequence {
  readonly sameBody: boolean;
}

export function decideReport(run: ReportedRun, report: Report, known: KnownSequence | null): ReportDecision {
  return (
    decideByAttempt(run, report) ??
    decideByEnd(run, report) ??
    decideBySequence(run, report, known) ??
    decideAfterAttempt(run, report) ??
    decideByContent(run, report)
  );
}

function decideByAttempt(run: ReportedRun, report: Report): ReportDecision | null {
  if (report.attempt < run.attempt) return refuse('STALE_ATTEMPT', `Attempt ${report.attempt} is over; the run is at attempt ${run.attempt}.`);
  if (report.attempt > run.attempt) return refuse('UNKNOWN_ATTEMPT', `There is no attempt ${report.attempt}; the run is at attempt ${run.attempt}.`);
  if (run.attemptDispatches === 0) return refuse('UNKNOWN_ATTEMPT', `Attempt ${report.attempt} was not dispatched yet.`);
  return null;
}

function decideByEnd(run: ReportedRun, report: Report): ReportDecision | null {
  if (isActive(run.state)) return null;
  if (run.state === 'CANCELLED' || run.state === 'SKIPPED') return terminal;
  return agrees(report, run.attemptEnd ?? { state: run.state === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED', result: null }, run.attemptEnd === null)
    ? terminal
    : refuse('ILLEGAL_TRANSITION', `The run has ended ${run.state}; a report of ${wordsOf(report)} contradicts that.`);
}

function decideBySequence(run: ReportedRun, report: Report, known: KnownSequence | null): ReportDecision | null {
  if (known) {
    return known.sameBody
      ? { kind: 'answer', reason: 'DUPLICATE', isNews: false }
      : refuse('SEQUENCE_CONFLICT', `Sequence ${report.sequence} of attempt ${report.attempt} is known with another content.`);
  }
  const isLate = report.sequence <= run.lastSequence && report.state === 'RUNNING';
  return isLate ? { kind: 'answer', reason: 'OUT_OF_ORDER', isNews: true } : null;
}

/** Between a retryable failure and the next attempt the run is active, but this attempt is over all the same. */
function decideAfterAttempt(run: ReportedRun, report: Report): ReportDecision | null {
  if (run.state !== 'WAITING_RETRY' || run.attemptEnd === null) return null;
  return agrees(report, run.attemptEnd, false)
    ? terminal
    : refuse('ILLEGAL_TRANSITION', `Attempt ${run.attempt} has ended ${run.attemptEnd.state}; a report of ${wordsOf(report)} contradicts that.`);
}

function decideByContent(run: ReportedRun, report: Report): ReportDecision {
  const contradiction = reportInconsistency(report);
  return contradiction ? refuse('INCONSISTENT_REPORT', contradiction) : { kind: 'apply', effect: effectOf(report, run) };
}

/** RUNNING agrees with any end. `whateverResult`: the end did not come from a report, so there is no result to compare. */
const agrees = (report: Report, end: AttemptEnd, whateverResult: boolean): boolean =>
  report.state === 'RUNNING' || (report.state === end.state && (whateverResult || (report.reconciliation?.result ?? null) === end.result));

const wordsOf = (report: Report): string => [report.state, report.reconciliation?.result].filter(Boolean).join(' ');

const terminal: ReportDecision = { kind: 'answer', reason: 'TERMINAL', isNews: false };

const refuse = (code: RefusalCode, detail: string): ReportDecision => ({ kind: 'refuse', code, detail });

import { DomainError, jsonDigest, reportInconsistency } from '@syncline/contract';
import type { Report, ReportAnswer, RunState } from '@syncline/contract';

/** What is known of a run that this stand-in dispatched. */
export interface RunLedger {
  attempt: number;
  state: RunState;
  lastSequence: number;
  /** Digest by sequence, of this attempt. */
  readonly digests: Map<number, string>;
  /** The report that ended the attempt. */
  end: Report | null;
}

export const newLedger = (attempt: number): RunLedger => ({ attempt, state: 'QUEUED', lastSequence: 0, digests: new Map(), end: null });

const isEnd = (report: Report): boolean => report.state !== 'RUNNING';

const sameEnd = (a: Report, b: Report): boolean => a.state === b.state && (a.reconciliation?.result ?? null) === (b.reconciliation?.result ?? null);

/**
 * The ordering rules for reports, as the wire contract has them; changes the ledger where the report applies.
 * @throws DomainError STALE_ATTEMPT, UNKNOWN_ATTEMPT, ILLEGAL_TRANSITION, SEQUENCE_CONFLICT, INCONSISTENT_REPORT
 */
export function applyReport(run: RunLedger, report: Report): ReportAnswer {
  if (report.attempt < run.attempt) throw new DomainError('STALE_ATTEMPT', `attempt ${run.attempt} is under way, not ${report.attempt}`);
  if (report.attempt > run.attempt) throw new DomainError('UNKNOWN_ATTEMPT', `attempt ${report.attempt} was never dispatched`);
  if (run.state === 'CANCELLED') return notApplied(run, 'TERMINAL');
  if (run.end !== null) {
    if (!isEnd(report) || sameEnd(run.end, report)) return notApplied(run, 'TERMINAL');
    throw new DomainError('ILLEGAL_TRANSITION', `the attempt ended ${run.end.state}, a report now says ${report.state}`);
  }
  const digest = jsonDigest(report);
  const known = run.digests.get(report.sequence);
  if (known === digest) return notApplied(run, 'DUPLICATE');
  if (known !== undefined) throw new DomainError('SEQUENCE_CONFLICT', `sequence ${report.sequence} was used with another report`);
  if (report.sequence < run.lastSequence && !isEnd(report)) return notApplied(run, 'OUT_OF_ORDER');
  const contradiction = reportInconsistency(report);
  if (contradiction !== null) throw new DomainError('INCONSISTENT_REPORT', contradiction);
  run.digests.set(report.sequence, digest);
  run.lastSequence = Math.max(run.lastSequence, report.sequence);
  run.state = stateAfter(report);
  if (isEnd(report)) run.end = report;
  return { applied: true, runState: run.state, reason: null };
}

const notApplied = (run: RunLedger, reason: NonNullable<ReportAnswer['reason']>): ReportAnswer => ({ applied: false, runState: run.state, reason });

/** As for a task with `completion: RECONCILED`. */
function stateAfter(report: Report): RunState {
  if (report.state === 'RUNNING') return 'RUNNING';
  if (report.state === 'SUCCEEDED') return report.reconciliation?.result === 'MATCHED' ? 'SUCCEEDED' : 'FAILED';
  return report.error?.retryable === true ? 'WAITING_RETRY' : 'FAILED';
}

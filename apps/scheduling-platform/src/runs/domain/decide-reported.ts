import { jsonDigest, type Report } from '@syncline/contract';
import { aboutRun } from '../../alerts/domain/alert-request.ts';
import { decideReport } from '../../reports/domain/decide-report.ts';
import type { ReportEffect } from '../../reports/domain/report-effect.ts';
import type { KeptReport, ReportAction, RunDecision } from './run-command.ts';
import type { RunContext } from './run-context.ts';
import { done, ended, later, line, refused, silenceOver, unchanged } from './run-decision.ts';
import type { RunSnapshot } from './run-snapshot.ts';
import { shorten } from './shorten.ts';
import { transition } from './run.state-machine.ts';

/** What a report does to its run, however it came: called back, or as the answer to a dispatch. */
export function decideReported(run: RunSnapshot, { report, reporter }: Pick<ReportAction, 'report' | 'reporter'>, context: RunContext): RunDecision {
  const { rules, known } = context;
  if (reporter !== null && (rules.reporter?.issuer !== reporter.issuer || rules.reporter.subject !== reporter.subject)) {
    const detail = `${reporter.issuer}#${reporter.subject} is not the reporter of task ${run.task}.`;
    return refused(run, 'NOT_THE_REPORTER', detail, [line('REPORT_REFUSED', detail, { code: 'NOT_THE_REPORTER' })]);
  }
  const decision = decideReport({ ...run, completion: rules.completion, retry: rules.retry }, report, known);
  switch (decision.kind) {
    case 'refuse':
      return refused(run, decision.code, decision.detail, [line('REPORT_REFUSED', decision.detail, { code: decision.code, report })]);
    case 'answer':
      return { ...unchanged(run), verdict: { kind: 'reported', answer: { applied: false, runState: run.state, reason: decision.reason } }, kept: decision.isNews ? keep(report, false) : null };
    case 'apply':
      return apply(run, report, decision.effect, context);
  }
}

const keep = (report: Report, isApplied: boolean): KeptReport => ({ report, digest: jsonDigest(report), isApplied });

function apply(run: RunSnapshot, report: Report, effect: ReportEffect, { now, rules }: RunContext): RunDecision {
  const said = {
    ...run,
    lastSequence: Math.max(run.lastSequence, report.sequence),
    progress: report.progress ?? run.progress,
    files: report.files ?? run.files,
    reconciliation: report.reconciliation ?? run.reconciliation,
    startedAt: run.startedAt ?? now,
    attemptEnd: effect.attemptEnd,
  };
  const next = carryOut(said, effect, now, rules.silentAfterMs);
  const isOver = next.endedAt !== null;
  return done(next, {
    verdict: { kind: 'reported', answer: { applied: true, runState: next.state, reason: null } },
    story: [line('REPORTED', effect.detail, { attempt: report.attempt, sequence: report.sequence, state: report.state, runState: next.state })],
    kept: keep(report, true),
    alerts: next.state === 'FAILED' ? [aboutRun(effect.alert ?? 'FAILED', run, effect.detail ?? 'The run failed.')] : [],
    resolves: next.state === 'SUCCEEDED' ? [{ cause: 'RUN_SUCCEEDED', runId: run.id }] : silenceOver(run, isOver ? 'RUN_ENDED' : 'RUN_REPORTED'),
    deadlines: isOver ? 'DROP' : 'KEEP',
  });
}

/** An end of the attempt takes the lease away, too: the answer to a dispatch in flight must not undo it. */
function carryOut(run: RunSnapshot, { transition: name, reason, detail, retryInMs }: ReportEffect, now: Date, silentAfterMs: number): RunSnapshot {
  if (name === 'SUCCEED' || name === 'FAIL') return ended(run, name, { reason, detail }, now);
  const state = transition(run.state, name);
  if (state === null) throw new Error(`Run ${run.id} is ${run.state} and cannot ${name}`);
  const shown = { ...run, state, detail: shorten(detail) };
  // When a run that goes on is dispatched next, and by whom, stays as it is: a dispatch may be in flight.
  if (retryInMs === null) return { ...shown, silentAt: later(now, silentAfterMs) };
  return { ...shown, reason: shorten(reason), dueAt: later(now, retryInMs), silentAt: null, leaseToken: null };
}

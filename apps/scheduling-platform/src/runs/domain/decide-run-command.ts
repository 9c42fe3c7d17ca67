import { aboutRun } from '../../alerts/domain/alert-request.ts';
import { decideReported } from './decide-reported.ts';
import { decideHandBack, decideSettlement } from './decide-settlement.ts';
import { attemptLimit } from './retry-policy.ts';
import type { CancelReason, DeadlineKind, RunAction, RunDecision } from './run-command.ts';
import type { RunContext } from './run-context.ts';
import { done, ended, failed, line, refused, unchanged } from './run-decision.ts';
import type { RunSnapshot } from './run-snapshot.ts';
import { isActive, transition } from './run.state-machine.ts';

/**
 * What one command does to one run: a pure function, and the only place that says so. It hands back the run as it shall
 * stand and everything that belongs into the same transaction. Who gets a turn that becomes free is not decided here: it
 * is whoever waits longest, and the store finds that out once all is written (`touchesQueue`).
 */
export function decideRunCommand(run: RunSnapshot, action: RunAction, context: RunContext): RunDecision {
  switch (action.kind) {
    case 'REPORT':
      return decideReported(run, action, context);
    case 'SETTLE':
      return decideSettlement(run, action, context);
    case 'HAND_BACK':
      return decideHandBack(run, action, context);
    case 'CANCEL':
      return decideCancel(run, action.reason, action.detail, context);
    case 'RETRY':
      return decideRetry(run, action.who, action.isHeld, context);
    case 'RELEASE':
      return decideRelease(run);
    case 'SKIP':
      return decideSkip(run, action.reason, action.detail, context);
    case 'DEADLINE':
      return decideDeadline(run, action.which, context);
    case 'SILENCE':
      return decideSilence(run, context);
  }
}

function decideCancel(run: RunSnapshot, reason: CancelReason, detail: string, { now }: RunContext): RunDecision {
  if (run.state === 'CANCELLED') return unchanged(run);
  if (!isActive(run.state)) return refused(run, 'ILLEGAL_TRANSITION', `The run has ended ${run.state} and cannot be cancelled.`);
  return done(ended(run, 'CANCEL', { reason, detail }, now), {
    story: [line('CANCELLED', detail, { reason })],
    resolves: [{ cause: 'RUN_CANCELLED', runId: run.id }],
    deadlines: 'DROP',
    // A target that was never called in this attempt has nothing to stop.
    toCancel: run.attemptDispatches > 0 ? { attempt: run.attempt, url: run.lastUrl ?? run.nextUrl } : null,
  });
}

/** The same run again, everything counted from here; one that was never dispatched keeps its attempt. */
function decideRetry(run: RunSnapshot, who: string, isHeld: boolean, { rules, nextUrl, freshDeadlines: deadlines }: RunContext): RunDecision {
  const state = transition(run.state, isHeld ? 'RETRY_MEMBER' : 'RETRY');
  if (state === null) return refused(run, 'ILLEGAL_TRANSITION', `Only a FAILED or CANCELLED run can be retried; this one is ${run.state}.`);
  if (deadlines === null) throw new Error(`Run ${run.id} is to begin anew without deadlines`);
  const attempt = run.attemptDispatches === 0 ? run.attempt : run.attempt + 1;
  const nothingSaid = { reason: null, detail: null, attemptEnd: null, progress: null, files: null, reconciliation: null, endedAt: null };
  const nothingDone = { attemptDispatches: 0, dispatchFailures: 0, lastSequence: 0, dueAt: null, silentAt: null };
  const again = { ...run, ...nothingSaid, ...nothingDone, state, isHeld, attempt, attemptLimit: attemptLimit(rules.retry, attempt), nextUrl, deadlineAt: deadlines.failAt };
  return done(again, { story: [line('RETRIED', `Retried by ${who}.`, { attempt })], deadlines });
}

function decideRelease(run: RunSnapshot): RunDecision {
  if (!run.isHeld || run.state !== 'QUEUED') return unchanged(run);
  return done({ ...run, isHeld: false }, { story: [line('RELEASED', 'Its group has let it go; it begins when it has the turn in its task.')] });
}

/** Only what has not started: held, or let go and never called. */
function decideSkip(run: RunSnapshot, reason: string, detail: string, { now }: RunContext): RunDecision {
  const hasNotStarted = run.state === 'QUEUED' && (run.isHeld || run.dispatches === 0);
  if (!hasNotStarted) return unchanged(run);
  return done(ended(run, 'SKIP', { reason, detail }, now), { story: [line('SKIPPED', detail, { reason })], resolves: [{ cause: 'RUN_CANCELLED', runId: run.id }], deadlines: 'DROP' });
}

function decideDeadline(run: RunSnapshot, which: DeadlineKind, { now, isDeadlineMine }: RunContext): RunDecision {
  if (!isDeadlineMine || !isActive(run.state)) return unchanged(run);
  if (which === 'FAIL') return failed(run, 'DEADLINE_EXCEEDED', `The run was not complete by its deadline; it was ${run.state}.`, now);
  const detail = `The run is overdue; it is ${run.state}${run.dispatches === 0 ? ' and was never dispatched' : ''}.`;
  return done(run, { story: [line('OVERDUE', detail)], alerts: [aboutRun('OVERDUE', run, detail)] });
}

function decideSilence(run: RunSnapshot, { now, rules }: RunContext): RunDecision {
  if (run.state !== 'RUNNING' || run.silentAt === null || run.silentAt > now) return unchanged(run);
  const detail = `The target has reported nothing new for ${rules.silentAfterMs / 1_000} seconds.`;
  return done({ ...run, silentAt: null }, { story: [line('SILENT', detail)], alerts: [aboutRun('SILENT', run, detail)] });
}

import { decideReported } from './decide-reported.ts';
import type { RunDecision, SettleAction } from './run-command.ts';
import type { RunContext } from './run-context.ts';
import { done, failed, later, line, lost } from './run-decision.ts';
import type { RunSnapshot } from './run-snapshot.ts';
import { transition } from './run.state-machine.ts';
import { shorten } from './shorten.ts';

/**
 * What came of a dispatch. Model: the word of a node counts while the lease and the attempt of its claim are those of the
 * run. They are not in three cases, and in each somebody else's word stands: the lease ran out and another node has the
 * run; a report overtook this answer and ended the attempt; a person or a deadline ended the run.
 */
export function decideSettlement(run: RunSnapshot, action: SettleAction, context: RunContext): RunDecision {
  if (!isHolder(run, action)) return settleLate(run, action, context);
  const { outcome, attempt, dispatch, url } = action;
  switch (outcome.kind) {
    case 'accepted':
      return accept(run, action, outcome, context);
    case 'repeat': {
      const again = { ...run, dueAt: later(context.now, outcome.nextInMs), nextUrl: context.nextUrl, dispatchFailures: run.dispatchFailures + 1, detail: shorten(outcome.detail), leaseToken: null };
      return done(again, { story: [line('DISPATCH_NOT_TAKEN', outcome.detail, { attempt, dispatch, url, nextInMs: outcome.nextInMs })] });
    }
    case 'rejected':
      return failed(run, 'TARGET_REJECTED', outcome.detail, context.now);
  }
}

/** Gives a claimed run back as it was: the node stops. It uses no attempt and is due at once, at the same instance. */
export function decideHandBack(run: RunSnapshot, claim: { readonly leaseToken: string; readonly attempt: number }, { now }: RunContext): RunDecision {
  return isHolder(run, claim) ? done({ ...run, dueAt: now, nextUrl: run.lastUrl ?? run.nextUrl, leaseToken: null }) : lost(run);
}

const isHolder = (run: RunSnapshot, { leaseToken, attempt }: { readonly leaseToken: string; readonly attempt: number }): boolean =>
  run.leaseToken === leaseToken && run.attempt === attempt && transition(run.state, 'START') !== null;

type Accepted = Extract<SettleAction['outcome'], { kind: 'accepted' }>;

function accept(run: RunSnapshot, { attempt, dispatch, url }: SettleAction, { nextInMs, report, remark }: Accepted, context: RunContext): RunDecision {
  const { now, rules } = context;
  const running: RunSnapshot = {
    ...run, state: 'RUNNING', startedAt: run.startedAt ?? now, dueAt: later(now, nextInMs), dispatchFailures: 0, leaseToken: null,
    // That it was called again is no word of the target.
    silentAt: run.state === 'RUNNING' ? run.silentAt : later(now, rules.silentAfterMs),
  };
  const accepted = done(running, { story: [...(dispatch === 1 ? [line('DISPATCH_ACCEPTED', null, { attempt, url })] : []), ...noted(remark, { attempt, dispatch })] });
  return report === null ? accepted : withReport(accepted, decideReported(running, { report, reporter: null }, context));
}

/**
 * The target's own word counts whether or not this node still holds the lease. And a cancellation that overtook the call
 * may have been answered "unknown" by a target that took the work up a moment later: whoever was really called is told
 * again. So it is with a call that was held up until a person had started the next attempt: nobody waits for its work.
 */
function settleLate(run: RunSnapshot, { outcome, attempt, dispatch, url }: SettleAction, context: RunContext): RunDecision {
  const isOver = run.attempt > attempt || (run.state === 'CANCELLED' && run.attempt === attempt && run.attemptDispatches > 0);
  const late = lost(run, { toCancel: isOver && outcome.kind !== 'rejected' ? { attempt, url } : null });
  if (outcome.kind !== 'accepted') return late;
  const remarked = { ...late, story: noted(outcome.remark, { attempt, dispatch }) };
  return outcome.report === null ? remarked : withReport(remarked, decideReported(run, { report: outcome.report, reporter: null }, context));
}

const noted = (remark: string | null, data: object): RunDecision['story'] => (remark === null ? [] : [line('ANSWER_IGNORED', remark, data)]);

/** One decision after the other. The verdict is on the dispatch; what became of the report stands in the story. */
const withReport = (first: RunDecision, second: RunDecision): RunDecision => ({
  ...second,
  verdict: first.verdict.kind === 'lost' ? { kind: 'lost', state: second.run.state } : { kind: 'done', state: second.run.state },
  story: [...first.story, ...second.story],
  toCancel: first.toCancel,
});

import type { ProblemCode } from '@syncline/contract';
import { aboutRun, type ResolveCause } from '../../alerts/domain/alert-request.ts';
import type { RunDecision, StoryLine } from './run-command.ts';
import type { RunEventKind } from './run-event-kind.ts';
import type { RunSnapshot } from './run-snapshot.ts';
import { transition, type RunTransition } from './run.state-machine.ts';
import { shorten } from './shorten.ts';

/** The pieces that decisions on runs are put together from. */

const nothingElse = { story: [], kept: null, alerts: [], resolves: [], deadlines: 'KEEP', toCancel: null } as const;

export const done = (run: RunSnapshot, more: Partial<RunDecision> = {}): RunDecision => ({ ...nothingElse, run, verdict: { kind: 'done', state: run.state }, ...more });

export const unchanged = (run: RunSnapshot): RunDecision => ({ ...nothingElse, run, verdict: { kind: 'unchanged', state: run.state } });

export const lost = (run: RunSnapshot, more: Partial<RunDecision> = {}): RunDecision => ({ ...nothingElse, run, verdict: { kind: 'lost', state: run.state }, ...more });

export const refused = (run: RunSnapshot, code: ProblemCode, detail: string, story: readonly StoryLine[] = []): RunDecision => ({
  ...nothingElse, run, verdict: { kind: 'refused', code, detail }, story,
});

export const line = (kind: RunEventKind, detail: string | null, data: unknown = null): StoryLine => ({ kind, detail: shorten(detail), data });

/** The moment `ms` milliseconds from `now`. */
export const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

export interface End {
  readonly reason: string | null;
  readonly detail: string | null;
}

/**
 * The run as it is once it has ended: due no more, watched no more, and no lease is left that an answer in flight could
 * write under.
 * @throws Error when the state machine does not allow it: the caller asks first
 */
export function ended(run: RunSnapshot, how: Extract<RunTransition, 'SUCCEED' | 'FAIL' | 'CANCEL' | 'SKIP'>, { reason, detail }: End, now: Date): RunSnapshot {
  const state = transition(run.state, how);
  if (state === null) throw new Error(`Run ${run.id} is ${run.state} and cannot ${how}`);
  return { ...run, state, reason: shorten(reason), detail: shorten(detail), isHeld: false, dueAt: null, silentAt: null, leaseToken: null, endedAt: now };
}

/** Ends the run as FAILED, whatever it was; no report said so. */
export function failed(run: RunSnapshot, kind: RunEventKind & ('TARGET_REJECTED' | 'DEADLINE_EXCEEDED'), detail: string, now: Date): RunDecision {
  return done(ended(run, 'FAIL', { reason: kind, detail }, now), {
    story: [line(kind, detail)], alerts: [aboutRun('FAILED', run, detail)], resolves: silenceOver(run, 'RUN_ENDED'), deadlines: 'DROP',
  });
}

/** A run that was called silent is so no more. Where it was not, there is no alert to look for. */
export const silenceOver = (run: RunSnapshot, cause: 'RUN_REPORTED' | 'RUN_ENDED'): ResolveCause[] => (run.state === 'RUNNING' && run.silentAt === null ? [{ cause, runId: run.id }] : []);

import type { RunContext, RunRules } from './run-context.ts';
import type { RunSnapshot } from './run-snapshot.ts';

/** Noon of the day on which tests of runs play. */
export const NOON = new Date('2026-08-04T12:00:00.000Z');
export const after = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1_000);

/** A run that a node has claimed for its first dispatch, for tests. */
export const claimedRun = (changes: Partial<RunSnapshot> = {}): RunSnapshot => ({
  id: 'run', task: 'sync', taskVersion: 1, groupName: null, groupRunId: null, businessDate: '2026-08-04', overlap: 'QUEUE', queueKey: 'sync', createdAt: NOON,
  state: 'QUEUED', reason: null, detail: null, isHeld: false, attempt: 1, attemptLimit: 3, dispatches: 1, attemptDispatches: 1, dispatchFailures: 0, lastSequence: 0,
  attemptEnd: null, progress: null, files: null, reconciliation: null, dueAt: NOON, nextUrl: 'http://a', lastUrl: 'http://a', leaseToken: 'mine',
  startedAt: null, endedAt: null, deadlineAt: after(86_400), silentAt: null, ...changes,
});

/** One that its target has taken, for tests. */
export const runningRun = (changes: Partial<RunSnapshot> = {}): RunSnapshot =>
  claimedRun({ state: 'RUNNING', leaseToken: null, startedAt: NOON, dueAt: after(10), silentAt: after(300), ...changes });

/** One that ended, for tests. */
export const endedRun = (state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'SKIPPED', changes: Partial<RunSnapshot> = {}): RunSnapshot =>
  claimedRun({ state, leaseToken: null, dueAt: null, endedAt: NOON, ...changes });

const rules: RunRules = {
  completion: 'RECONCILED',
  retry: { maxAttempts: 3, initialMs: 5_000, factor: 2, maxMs: 300_000 },
  silentAfterMs: 300_000,
  deadlines: { overdueAfterMs: null, overdueAt: null, failAfterMs: 86_400_000 },
  reporter: { issuer: 'urn:consumer', subject: 'consumer' },
};

/** What is known a minute after noon, for tests. */
export const aContext = (changes: Partial<RunContext> = {}): RunContext => ({
  now: after(60), rules, known: null, nextUrl: 'http://next', freshDeadlines: { overdueAt: null, failAt: after(86_460) }, isDeadlineMine: true, ...changes,
});

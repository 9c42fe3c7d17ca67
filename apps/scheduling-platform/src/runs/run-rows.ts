import { v7 as uuidv7 } from 'uuid';
import { jsonRows } from '../persistence/json-rows.ts';
import type { LockedRunRow } from '../persistence/sql/lock-runs.sql.ts';
import type { RunBatch } from './domain/run-batch.ts';
import type { RunSnapshot } from './domain/run-snapshot.ts';
import { deadlineRows } from './new-run.ts';

/** How long a target that does not take its cancellation is told again. */
const CANCELLATION_GIVE_UP_MS = 600_000;

/** A run as the decisions see it. */
export const snapshotOf = ({ nowAt: _now, isAwaited: _awaited, attemptEndJson: attemptEnd, progressJson: progress, filesJson: files, reconciliationJson: reconciliation, ...run }: LockedRunRow): RunSnapshot => ({
  ...run, attemptEnd, progress, files, reconciliation,
});

/** What was decided, as the rows that `save-runs` writes. */
export function bindsOf(batch: RunBatch, now: Date) {
  const planned = [...batch.deadlines].map(([runId, deadlines]) => (deadlines === 'DROP' ? [] : deadlineRows(runId, deadlines)));
  const dropped = [...batch.deadlines].flatMap(([runId, deadlines]) => (deadlines === 'DROP' ? [{ runId, kind: null }] : []));
  return {
    runs: jsonRows(batch.changed.map(({ before, after }) => changedRow(before, after))),
    events: jsonRows(batch.story.map(({ runId, kind, detail, data: dataJson }) => ({ id: uuidv7(), runId, at: now, kind, detail, dataJson }))),
    reports: jsonRows(batch.reports.map(({ runId, report, digest, isApplied }) => ({
      runId, attempt: report.attempt, sequence: report.sequence, digest, isApplied, reportJson: report, receivedAt: now,
    }))),
    dropped: jsonRows([...dropped, ...batch.met]),
    deadlines: jsonRows(planned.flat()),
    cancellations: jsonRows([...batch.cancelled.values()]),
    giveUpInMs: CANCELLATION_GIVE_UP_MS,
    signals: jsonRows([...batch.groups].map((groupRunId) => ({ id: uuidv7(), groupRunId }))),
  };
}

/** Progress, files and reconciliation travel only where they changed: they may be large, and mostly did not. */
function changedRow(before: RunSnapshot, after: RunSnapshot): object {
  const isSaidNew = before.progress !== after.progress || before.files !== after.files || before.reconciliation !== after.reconciliation;
  return {
    id: after.id,
    wasState: before.state,
    wasAttempt: before.attempt,
    wasLeaseToken: before.leaseToken,
    isSaidNew,
    state: after.state,
    reason: after.reason,
    detail: after.detail,
    isHeld: after.isHeld,
    attempt: after.attempt,
    attemptLimit: after.attemptLimit,
    attemptDispatches: after.attemptDispatches,
    dispatchFailures: after.dispatchFailures,
    lastSequence: after.lastSequence,
    attemptEndJson: after.attemptEnd,
    ...(isSaidNew ? { progressJson: after.progress, filesJson: after.files, reconciliationJson: after.reconciliation } : {}),
    dueAt: after.dueAt,
    nextUrl: after.nextUrl,
    startedAt: after.startedAt,
    endedAt: after.endedAt,
    deadlineAt: after.deadlineAt,
    silentAt: after.silentAt,
    leaseToken: after.leaseToken,
  };
}

import { statement } from '@syncline/database';
import { insertOf, rowsOf, type Members } from '../json-rows.ts';
import { inMs, NOW } from './now.ts';
import { RUN_DEADLINE, RUN_EVENT } from './run-rows.ts';

/**
 * Writes what commands have made of runs: the runs themselves, and with them, in the same round trip, everything that
 * goes along. Each bind is a JSON list (`json-rows.ts`), and each may be empty.
 *
 * The caller holds the runs locked, and yet each is written only as it was read, by state, attempt and lease token: a
 * row that does not agree is a mistake, and the count, that of the runs written, shows it.
 */
interface Binds {
  /** What runs became, with `wasState`, `wasAttempt`, `wasLeaseToken`; `isSaidNew`: progress, files, reconciliation changed. */
  runs: string;
  events: string;
  reports: string;
  /** Deadlines that were met or will not be met any more; `kind` null: all of the run. */
  dropped: string;
  deadlines: string;
  /** Attempts that are to be called off at the target, at once; of one that was called off before, the later word on where counts. */
  cancellations: string;
  giveUpInMs: number;
  signals: string;
}

const SAID = ['progress_json', 'files_json', 'reconciliation_json'];
const CHANGED = [
  'state', 'reason', 'detail', 'is_held', 'attempt', 'attempt_limit', 'attempt_dispatches', 'dispatch_failures', 'last_sequence', 'attempt_end_json',
  'due_at', 'next_url', 'started_at', 'ended_at', 'deadline_at', 'silent_at', 'lease_token',
];

const runs: Members = {
  id: 'uuid', wasState: 'word', wasAttempt: 'number', wasLeaseToken: 'uuid', isSaidNew: 'boolean',
  state: 'word', reason: 'word', detail: 'text', isHeld: 'boolean', attempt: 'number', attemptLimit: 'number', attemptDispatches: 'number', dispatchFailures: 'number',
  lastSequence: 'number', attemptEndJson: 'json', progressJson: 'json', filesJson: 'json', reconciliationJson: 'json',
  dueAt: 'instant', nextUrl: 'text', startedAt: 'instant', endedAt: 'instant', deadlineAt: 'instant', silentAt: 'instant', leaseToken: 'uuid',
};
const rows = rowsOf('runs', 's', runs);

/** Changes only ever drop a lease, never take one. */
const assignments = (run: string, isNew: string): string => [
  ...CHANGED.map((column) => `${column} = s.${column}`),
  ...SAID.map((column) => `${column} = CASE WHEN ${isNew} THEN s.${column} ELSE ${run}.${column} END`),
  ...['lease_owner', 'lease_until'].map((column) => `${column} = CASE WHEN s.lease_token IS NULL THEN NULL ELSE ${run}.${column} END`),
].join(', ');

const events = insertOf('run_events', 'events', RUN_EVENT);
const reports = insertOf('run_reports', 'reports', { runId: 'uuid', attempt: 'number', sequence: 'number', digest: 'word', isApplied: 'boolean', reportJson: 'json', receivedAt: 'instant' });
const signals = insertOf('group_signals', 'signals', { id: 'uuid', groupRunId: 'uuid' });
const dropped = rowsOf('dropped', 'x', { runId: 'uuid', kind: 'word' });
const deadlines = rowsOf('deadlines', 'd', RUN_DEADLINE);
const cancellations = rowsOf('cancellations', 'c', { runId: 'uuid', attempt: 'number', url: 'text' });

export const saveRuns = statement<Binds>({
  name: 'save-runs',
  postgres: `
    WITH story AS (${events.postgres}),
    kept AS (${reports.postgres}),
    gone AS (DELETE FROM run_deadlines p USING ${dropped.postgres} WHERE p.run_id = x.run_id AND (x.kind IS NULL OR p.kind = x.kind)),
    planned AS (
      INSERT INTO run_deadlines (run_id, kind, due_at) SELECT d.run_id, d.kind, d.due_at FROM ${deadlines.postgres}
      ON CONFLICT (run_id, kind) DO UPDATE SET due_at = EXCLUDED.due_at),
    told AS (
      INSERT INTO run_cancellations (run_id, attempt, url, tries, due_at, give_up_at)
      SELECT c.run_id, c.attempt, c.url, 0, ${NOW.postgres}, ${inMs('giveUpInMs').postgres} FROM ${cancellations.postgres}
      ON CONFLICT (run_id, attempt) DO UPDATE SET url = EXCLUDED.url, due_at = EXCLUDED.due_at, give_up_at = EXCLUDED.give_up_at, lease_token = NULL),
    signalled AS (${signals.postgres})
    UPDATE runs AS r SET ${assignments('r', 's.is_said_new')}
    FROM ${rows.postgres}
    WHERE r.id = s.id AND r.state = s.was_state AND r.attempt = s.was_attempt AND r.lease_token IS NOT DISTINCT FROM s.was_lease_token`,
  oracle: [
    events.oracle,
    reports.oracle,
    `DELETE FROM run_deadlines p WHERE EXISTS (SELECT 1 FROM ${dropped.oracle} WHERE p.run_id = x.run_id AND (x.kind IS NULL OR p.kind = x.kind))`,
    `MERGE INTO run_deadlines p USING (SELECT d.run_id, d.kind, d.due_at FROM ${deadlines.oracle}) d ON (p.run_id = d.run_id AND p.kind = d.kind)
     WHEN MATCHED THEN UPDATE SET p.due_at = d.due_at
     WHEN NOT MATCHED THEN INSERT (run_id, kind, due_at) VALUES (d.run_id, d.kind, d.due_at)`,
    `MERGE INTO run_cancellations t
     USING (SELECT c.run_id, c.attempt, c.url, ${NOW.oracle} AS due_at, ${inMs('giveUpInMs').oracle} AS give_up_at FROM ${cancellations.oracle}) c
     ON (t.run_id = c.run_id AND t.attempt = c.attempt)
     WHEN MATCHED THEN UPDATE SET t.url = c.url, t.due_at = c.due_at, t.give_up_at = c.give_up_at, t.lease_token = NULL
     WHEN NOT MATCHED THEN INSERT (run_id, attempt, url, tries, due_at, give_up_at) VALUES (c.run_id, c.attempt, c.url, 0, c.due_at, c.give_up_at)`,
    signals.oracle,
    `MERGE INTO runs r USING ${rows.oracle} ON (r.id = s.id)
     WHEN MATCHED THEN UPDATE SET ${assignments('r', 's.is_said_new = 1').replaceAll(/(^|, )(\w+) = /g, '$1r.$2 = ')}
     WHERE r.state = s.was_state AND r.attempt = s.was_attempt AND DECODE(r.lease_token, s.was_lease_token, 1, 0) = 1`,
  ],
});

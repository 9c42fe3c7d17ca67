import type { CloudEvent, Parameters, RunState } from '@syncline/contract';
import { statement } from '@syncline/database';
import { inMs, NOW } from './now.ts';

/**
 * The claim. Model:
 *   - Due is a row with `due_at` past and no lease; first by priority, then by how long it has been due.
 *   - A claim takes at most `slots` rows, those that the node can call at once: a claimed row that waits in memory
 *     would only let its lease run out. Rows that another node is claiming are passed over, not waited for.
 *   - A target gets at most `max_in_flight` calls: leases held for it count, and so do the rows of this claim. Two nodes
 *     that claim in the same instant may each count without the other and go above by what one of them took.
 *   - A paused task begins no run, a paused group no member; what was dispatched before goes on.
 *   - The claim itself counts the dispatch and names its URL, before the call: whoever looks at the row knows that the
 *     target may have heard of it. WAITING_RETRY becomes QUEUED with the next attempt here, in the same write.
 *   - The lease ends by the database's clock. Every later write of the holder carries the token of this claim.
 */
interface Binds {
  owner: string;
  leaseToken: string;
  leaseMs: number;
  slots: number;
}

export interface ClaimedRow {
  id: string;
  task: string;
  taskVersion: number;
  groupName: string | null;
  groupRunId: string | null;
  businessDate: string | null;
  state: RunState;
  attempt: number;
  attemptDispatches: number;
  dispatchFailures: number;
  parametersJson: Parameters;
  eventJson: CloudEvent | null;
  traceparent: string | null;
  lastUrl: string;
  deadlineAt: Date;
}

const mayStart = (yes: string): string => `(r.dispatches > 0 OR (
    NOT EXISTS (SELECT 1 FROM tasks t WHERE t.name = r.task AND t.is_paused = ${yes})
    AND (r.group_name IS NULL OR NOT EXISTS (SELECT 1 FROM task_groups g WHERE g.name = r.group_name AND g.is_paused = ${yes}))))`;

/** What an attempt left behind; the next one begins with nothing said. */
const SAID_BY_AN_ATTEMPT = ['reason', 'detail', 'progress_json', 'files_json', 'reconciliation_json'];

const claimed = (leaseUntil: string): string => `
  state = CASE state WHEN 'WAITING_RETRY' THEN 'QUEUED' ELSE state END,
  attempt = CASE state WHEN 'WAITING_RETRY' THEN attempt + 1 ELSE attempt END,
  attempt_dispatches = CASE state WHEN 'WAITING_RETRY' THEN 1 ELSE attempt_dispatches + 1 END,
  dispatch_failures = CASE state WHEN 'WAITING_RETRY' THEN 0 ELSE dispatch_failures END,
  last_sequence = CASE state WHEN 'WAITING_RETRY' THEN 0 ELSE last_sequence END,
  attempt_end_json = CASE state WHEN 'WAITING_RETRY' THEN NULL ELSE attempt_end_json END,
${SAID_BY_AN_ATTEMPT.map((column) => `  ${column} = CASE state WHEN 'WAITING_RETRY' THEN NULL ELSE ${column} END,`).join('\n')}
  dispatches = dispatches + 1, last_url = next_url,
  lease_owner = :owner, lease_token = :leaseToken, lease_until = ${leaseUntil}`;

const columns = (table: string): string =>
  ['id', 'task', 'task_version', 'group_name', 'group_run_id', 'business_date', 'state', 'attempt', 'attempt_dispatches', 'dispatch_failures', 'parameters_json', 'traceparent', 'last_url', 'deadline_at']
    .map((column) => `${table}.${column}`)
    .concat(`(SELECT m.event_json FROM messages m WHERE m.id = ${table}.message_id) AS event_json`)
    .join(', ');

export const claimDueRuns = statement<Binds, ClaimedRow>({
  name: 'claim-due-runs',
  postgres: `
    WITH load AS (SELECT target_key, COUNT(*) AS in_flight FROM runs WHERE lease_until IS NOT NULL GROUP BY target_key),
    candidates AS (
      SELECT r.id, r.target_key, r.max_in_flight - COALESCE(load.in_flight, 0) AS room, r.priority, r.due_at
      FROM runs r LEFT JOIN load ON load.target_key = r.target_key
      WHERE r.due_at <= ${NOW.postgres} AND r.lease_until IS NULL AND COALESCE(load.in_flight, 0) < r.max_in_flight
        AND ${mayStart('TRUE')}
      ORDER BY r.priority DESC, r.due_at, r.id LIMIT CAST(:slots AS integer)
      FOR UPDATE OF r SKIP LOCKED),
    ranked AS (SELECT id, room, ROW_NUMBER() OVER (PARTITION BY target_key ORDER BY priority DESC, due_at, id) AS place FROM candidates)
    UPDATE runs AS r SET ${claimed(inMs('leaseMs').postgres)}
    FROM ranked WHERE r.id = ranked.id AND ranked.place <= ranked.room
    RETURNING ${columns('r')}`,
  oracle: [
    `UPDATE runs SET ${claimed(inMs('leaseMs').oracle)}
     WHERE lease_until IS NULL AND due_at <= ${NOW.oracle} AND id IN (
       SELECT id FROM (
         SELECT r.id, r.max_in_flight - COALESCE(l.in_flight, 0) AS room, r.priority, r.due_at,
           ROW_NUMBER() OVER (PARTITION BY r.target_key ORDER BY r.priority DESC, r.due_at, r.id) AS place
         FROM runs r LEFT JOIN (SELECT target_key, COUNT(*) AS in_flight FROM runs WHERE lease_until IS NOT NULL GROUP BY target_key) l
           ON l.target_key = r.target_key
         WHERE r.due_at <= ${NOW.oracle} AND r.lease_until IS NULL AND ${mayStart('1')})
       WHERE place <= room
       ORDER BY priority DESC, due_at, id FETCH FIRST :slots ROWS ONLY)`,
    `SELECT ${columns('r')} FROM runs r WHERE r.lease_token = :leaseToken`,
  ],
});

import type { CloudEvent, Parameters, RunState } from '@syncline/contract';
import { statement } from '@syncline/database';
import { inMs, NOW } from './now.ts';

/**
 * The claim. Model:
 *   - Due is a row with `due_at` past and no lease; first by priority, then by how long it has been due.
 *   - A claim takes at most `slots` rows, those that the node can call at once: a claimed row that waits in memory
 *     would only let its lease run out. Rows that another node is claiming are passed over, not waited for.
 *   - A target gets at most `max_in_flight` calls, as the run that is first in line says: leases held for it count, and so
 *     do the rows of this claim. Two nodes that claim in the same instant may each count without the other and go above
 *     by what one of them took.
 *   - A paused task or group begins no run; what was dispatched before goes on.
 *   - The claim itself counts the dispatch and names its URL, before the call: whoever looks at the row knows that the
 *     target may have heard of it. WAITING_RETRY becomes QUEUED with the next attempt here, in the same write.
 *   - The lease ends by the database's clock. Every later write of the holder carries the token of this claim.
 *
 * However many rows are due, it touches only those that it takes: on PostgreSQL it steps from target to target through
 * `ix_runs_claim` (the recursive part, a loose index scan) and reads of each, in order, as many rows as it has room.
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

const mayStart = (paused: string): string => `(r.dispatches > 0 OR (
  r.task NOT IN (SELECT p.name FROM tasks p WHERE p.is_paused = ${paused})
  AND (r.group_name IS NULL OR r.group_name NOT IN (SELECT p.name FROM task_groups p WHERE p.is_paused = ${paused}))))`;

/** What can be claimed of one target, in the order in which it goes out. */
const dueOf = (target: string): string => `
  FROM runs r
  WHERE r.target_key = ${target} AND r.due_at IS NOT NULL AND r.lease_until IS NULL AND r.due_at <= ${NOW.postgres} AND ${mayStart('TRUE')}
  ORDER BY r.priority DESC, r.due_at, r.id`;

const nextTarget = (after: string): string => `SELECT r.target_key FROM runs r WHERE r.due_at IS NOT NULL AND r.lease_until IS NULL${after} ORDER BY r.target_key LIMIT 1`;

/** As a sub-select: the plan is then the same for any number, and is made once and not for every claim. */
const SLOTS = '(SELECT CAST(:slots AS bigint))';

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
    WITH RECURSIVE targets (target_key) AS (
      (${nextTarget('')})
      UNION ALL
      SELECT (${nextTarget(' AND r.target_key > t.target_key')}) FROM targets t WHERE t.target_key IS NOT NULL),
    rooms AS (
      SELECT t.target_key, first.max_in_flight - (SELECT COUNT(*) FROM runs l WHERE l.lease_until IS NOT NULL AND l.target_key = t.target_key) AS room
      FROM targets t CROSS JOIN LATERAL (SELECT r.max_in_flight ${dueOf('t.target_key')} LIMIT 1) first
      WHERE t.target_key IS NOT NULL),
    taken AS (
      SELECT c.id FROM rooms
      CROSS JOIN LATERAL (
        SELECT r.id, r.priority, r.due_at ${dueOf('rooms.target_key')} LIMIT GREATEST(0, LEAST(rooms.room, ${SLOTS}))
        FOR UPDATE SKIP LOCKED) c
      ORDER BY c.priority DESC, c.due_at, c.id LIMIT ${SLOTS})
    UPDATE runs AS r SET ${claimed(inMs('leaseMs').postgres)}
    FROM taken WHERE r.id = taken.id
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

import { statement } from '@syncline/database';
import { ACTIVE_STATES } from '../../runs/domain/run.state-machine.ts';
import { NO_DATE } from './no-date.ts';
import { NOW } from './now.ts';

/** What waits: let go by its group if it has one, and not due. */
const WAITING = `w.state = 'QUEUED' AND w.due_at IS NULL AND w.is_held = `;

/** Asked for the first one in the order of `ix_runs_active`, so that no estimate can make the database read the table instead. */
const holder = (more: string): string => `(
  SELECT 1 FROM runs a WHERE a.task = n.task AND a.state IN (${ACTIVE_STATES}) AND a.due_at IS NOT NULL${more}
  ORDER BY a.task, COALESCE(a.business_date, '${NO_DATE}') FETCH FIRST 1 ROWS ONLY)`;

/** Nobody has the turn: no active run with a due time; where overlap is allowed, none of the same date. */
const free = `
  (CASE WHEN n.overlap <> 'ALLOW' THEN ${holder('')}
    WHEN n.business_date IS NOT NULL THEN ${holder(` AND COALESCE(a.business_date, '${NO_DATE}') BETWEEN n.business_date AND n.business_date`)} END) IS NULL`;

const ORDER = `COALESCE(w.business_date, '${NO_DATE}'), w.created_at, w.id`;

/**
 * Gives the turn, in each of these queues (a JSON list of keys), to the run that waits longest, if nobody has it: oldest
 * business date first, then arrival. Where overlap is allowed and there is no date, nobody is in anybody's way, and all
 * that wait have the turn; the key of such a queue ends in "@" (`queueKey`). Run under the locks of the queues, after
 * everything else is written: in the transaction that let a run into a queue or out of it.
 *
 * MATERIALIZED: PostgreSQL would else look for who is next anew for every run it may update; with 500 queues that is
 * forty times as slow.
 */
export const giveTurns = statement<{ queueKeys: string }>({
  name: 'give-turns',
  postgres: `
    WITH next AS MATERIALIZED (
      SELECT n.id FROM (SELECT DISTINCT jsonb_array_elements_text(CAST(:queueKeys AS jsonb)) AS queue_key) q
      CROSS JOIN LATERAL (
        SELECT w.id, w.task, w.overlap, w.business_date FROM runs w
        WHERE w.queue_key = q.queue_key AND ${WAITING} FALSE
        ORDER BY ${ORDER} LIMIT CASE WHEN q.queue_key LIKE '%@' THEN NULL ELSE 1 END) n
      WHERE ${free})
    UPDATE runs AS r SET due_at = ${NOW.postgres} FROM next WHERE r.id = next.id AND r.state = 'QUEUED' AND r.due_at IS NULL`,
  oracle: `
    UPDATE runs SET due_at = ${NOW.oracle}
    WHERE state = 'QUEUED' AND due_at IS NULL AND id IN (
      SELECT n.id FROM (
        SELECT w.id, w.task, w.overlap, w.business_date, ROW_NUMBER() OVER (PARTITION BY w.queue_key ORDER BY ${ORDER}) AS place
        FROM runs w
        WHERE ${WAITING} 0 AND w.queue_key IN (SELECT t.queue_key FROM JSON_TABLE(:queueKeys, '$[*]' COLUMNS (queue_key VARCHAR2(80) PATH '$')) t)) n
      WHERE (n.place = 1 OR (n.overlap = 'ALLOW' AND n.business_date IS NULL)) AND ${free})`,
});

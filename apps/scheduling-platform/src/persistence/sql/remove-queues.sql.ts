import { statement } from '@syncline/database';
import { ACTIVE_STATES } from '../../runs/domain/run.state-machine.ts';

/** @param task the part of the key before the `@`: active runs are indexed by their task */
const unused = (task: string): string => `
  q.queue_key LIKE '%@____-__-__' AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.task = ${task} AND r.queue_key = q.queue_key AND r.state IN (${ACTIVE_STATES}))`;

const UNUSED = { postgres: unused(`SPLIT_PART(q.queue_key, '@', 1)`), oracle: unused(`SUBSTR(q.queue_key, 1, INSTR(q.queue_key, '@') - 1)`) } as const;

interface Binds {
  /** Business date. */
  dateBefore: string;
  count: number;
}

/**
 * Locks of queues, of tasks that allow overlap, for a business date that has passed and has no active run. Each is held
 * until the transaction ends: a lock is taken away only by who has it.
 *
 * Not on Oracle, where `lock-queues` finds a row and then locks it: taken away between the two, the row would be locked
 * by nobody and nobody would notice. There the rows stay: one of 80 bytes a date and task.
 */
export const lockUnusedQueues = statement<Binds, { queueKey: string }>({
  name: 'lock-unused-queues',
  postgres: `SELECT q.queue_key FROM run_queues q WHERE ${UNUSED.postgres} AND RIGHT(q.queue_key, 10) < :dateBefore LIMIT CAST(:count AS integer) FOR UPDATE OF q SKIP LOCKED`,
  oracle: `SELECT q.queue_key FROM run_queues q WHERE 1 = 0 AND SUBSTR(q.queue_key, -10) < :dateBefore AND ROWNUM <= :count`,
});

/**
 * Takes the locks away that are held and still unused: a firing may have used one between being found and being held.
 * Whoever waits for such a lock then makes it anew.
 */
export const removeQueues = statement<{ queueKeys: string }>({
  name: 'remove-queues',
  postgres: `DELETE FROM run_queues q WHERE ${UNUSED.postgres} AND q.queue_key IN (SELECT jsonb_array_elements_text(CAST(:queueKeys AS jsonb)))`,
  oracle: `DELETE FROM run_queues q WHERE ${UNUSED.oracle} AND q.queue_key IN (SELECT t.queue_key FROM JSON_TABLE(:queueKeys, '$[*]' COLUMNS (queue_key VARCHAR2(80) PATH '$')) t)`,
});

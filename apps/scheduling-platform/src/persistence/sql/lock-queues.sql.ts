import { statement } from '@syncline/database';

/**
 * Takes the locks of queues until the transaction ends. Firings and ends of one queue go one after the other, so that
 * neither "nobody is active, I begin" is said twice nor "nobody waits" said while somebody joins. Lock order: queues by
 * key, then runs by id.
 *
 * On PostgreSQL a conflict whose update never happens (`WHERE FALSE`) holds the row all the same and writes no new one.
 */
const locked = (keys: string): string => `
  INSERT INTO run_queues AS q (queue_key) SELECT DISTINCT k.queue_key FROM (${keys}) k ORDER BY k.queue_key
  ON CONFLICT (queue_key) DO UPDATE SET queue_key = EXCLUDED.queue_key WHERE FALSE`;

const lockedByOracle = (keys: string): string[] => [
  `INSERT /*+ IGNORE_ROW_ON_DUPKEY_INDEX(run_queues, pk_run_queues) */ INTO run_queues (queue_key) SELECT DISTINCT k.queue_key FROM (${keys}) k ORDER BY k.queue_key`,
  `SELECT queue_key FROM run_queues WHERE queue_key IN (SELECT k.queue_key FROM (${keys}) k) ORDER BY queue_key FOR UPDATE`,
];

const keysOf = {
  postgres: 'SELECT jsonb_array_elements_text(CAST(:queueKeys AS jsonb)) AS queue_key',
  oracle: `SELECT t.queue_key FROM JSON_TABLE(:queueKeys, '$[*]' COLUMNS (queue_key VARCHAR2(80) PATH '$')) t`,
};

/** By their keys, a JSON list. */
export const lockQueues = statement<{ queueKeys: string }>({ name: 'lock-queues', postgres: locked(keysOf.postgres), oracle: lockedByOracle(keysOf.oracle) });

const keysOfRuns = {
  postgres: 'SELECT r.queue_key FROM runs r WHERE r.id IN (SELECT CAST(jsonb_array_elements_text(CAST(:ids AS jsonb)) AS uuid))',
  oracle: `SELECT r.queue_key FROM runs r WHERE r.id IN (SELECT t.id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$')) t)`,
};

/** Those of some runs, a JSON list of ids. A run never changes its queue. */
export const lockQueuesOfRuns = statement<{ ids: string }>({ name: 'lock-queues-of-runs', postgres: locked(keysOfRuns.postgres), oracle: lockedByOracle(keysOfRuns.oracle) });

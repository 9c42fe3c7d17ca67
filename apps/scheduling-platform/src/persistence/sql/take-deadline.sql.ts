import { statement } from '@syncline/database';

const take = `DELETE FROM run_deadlines WHERE run_id = :runId AND kind = :kind`;

/** No row: another node acts on it, or the run has ended. */
export const takeDeadline = statement<{ runId: string; kind: string }>({ name: 'take-deadline', postgres: take, oracle: take });

const drop = `DELETE FROM run_deadlines WHERE run_id = :runId`;

/** A run that has ended meets no deadline any more. */
export const dropDeadlines = statement<{ runId: string }>({ name: 'drop-deadlines', postgres: drop, oracle: drop });

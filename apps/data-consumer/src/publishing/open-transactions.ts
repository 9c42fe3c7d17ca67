/**
 * Whether anybody could see only a part of a staging table's rows, were it made the published one now.
 *
 * Model (PostgreSQL; the same wait as that of CREATE INDEX CONCURRENTLY):
 * - Parts are committed one by one. A transaction that took its snapshot in between, REPEATABLE READ or a statement that
 *   runs for long, sees the rows of some of them; and since names are looked up as of now, it would find them under the
 *   published name. That is a version which never was.
 * - All parts are committed by now, so whatever begins from here on sees all rows or, until the commit, no table. Only the
 *   transactions that are open at this moment matter, whatever they do: when they took their snapshot others cannot see.
 * - They are named by their virtual transaction ids, which are never used again, and which everybody may see in `pg_locks`.
 *   These very ids are looked for until none is left; transactions that begin meanwhile do not prolong the wait.
 * - Those of data consumers are left out: of a file that is not published they read nothing (`verification/`, `outputs/` and
 *   a sync read the publication in the same snapshot), and the load of another file may take an hour.
 * - Who has a transaction open for longer, a dump or a person at lunch, is not waited for: the rows are then copied within
 *   the publishing transaction, and such a reader sees the truth of its snapshot, an empty table.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { textLiteral } from '@syncline/extract-format/rows';
import type { BulkConnection } from '../bulk/bulk-connection.ts';

const WAITS_MS = [5, 10, 20, 40, 75, 150, 300, 600, 800] as const;

/** Server processes of nobody (autovacuum) have no user; of processes of other users the kind cannot be seen. */
const OPEN = `
  SELECT l.virtualxid
  FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'virtualxid' AND l.granted AND a.pid <> pg_backend_pid() AND a.datname = current_database() AND a.usesysid IS NOT NULL
    AND COALESCE(a.backend_type, 'client backend') = 'client backend'
    AND NOT (a.usename = current_user AND (a.application_name LIKE 'syncline-data-consumer:%' OR a.application_name LIKE 'data-consumer@%'))`;

/** Waits for the transactions of others that are open now. @returns whether all have ended; after two seconds it is false */
export async function haveOthersEnded(connection: BulkConnection): Promise<boolean> {
  let open = await ids(connection, OPEN);
  for (const ms of WAITS_MS) {
    if (open.length === 0) return true;
    await wait(ms);
    open = await ids(connection, `SELECT virtualxid FROM pg_locks WHERE locktype = 'virtualxid' AND virtualxid IN (${open.map(textLiteral).join(', ')})`);
  }
  return open.length === 0;
}

const ids = async (connection: BulkConnection, sql: string): Promise<string[]> => (await connection.texts(sql)).map(([id]) => String(id));

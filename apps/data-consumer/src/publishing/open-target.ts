import { hasCode } from '@syncline/database/statements';
import { textLiteral } from '@syncline/extract-format/rows';
import type { BulkConnection, BulkConnections } from '../bulk/bulk-connection.ts';
import { physicalColumns, tableChanges } from '../bulk/physical-columns.ts';
import { countRows, lockAgainstWriters, type TableRef } from '../bulk/table-sql.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';

/** Somebody holds a lock on the published table, or on one that leads to it or back. Nothing failed: whoever holds the file sync next tries again. */
export class TableLocked extends Error {
  override readonly name = 'TableLocked';
}

/** For the rest of a transaction (PostgreSQL); `explainLock` says what became of it. */
export const LOCK_TIMEOUT = `SET LOCAL lock_timeout = '2s'`;

/**
 * What holds for a transaction that changes a published table.
 * - Nobody waits for a lock for ever: a person with an open transaction may be at lunch.
 * - Where row-level security would hide rows from us, the statement fails instead of proving less than there is.
 * - Joins and sorts get memory for a million rows or so; beyond that they go to disk.
 */
const SETTINGS = [
  LOCK_TIMEOUT,
  'SET LOCAL row_security = off',
  `SET LOCAL work_mem = '64MB'`,
];

export async function openForPublishing(connection: BulkConnection): Promise<void> {
  if (connection.dialect === 'postgres') await connection.run(SETTINGS.join('; '));
}

/**
 * Keeps other writers away until the commit, and makes sure that the table is what we made.
 * @returns how many rows it has; null: there is no such table
 * @throws SyncFailure SCHEMA_DRIFT naming what somebody changed about it
 */
export async function openTarget(connection: BulkConnection, target: TableRef): Promise<number | null> {
  if (!(await isThere(connection, target))) return null;
  await connection.run(lockAgainstWriters(connection.dialect, target.sqlName));
  await refuseChangedTable(connection, target);
  const [[rows = '0'] = []] = (await connection.texts(countRows(target.sqlName))) as [string[]];
  return Number(rows);
}

const isThere = async (connection: BulkConnection, { sqlName }: TableRef): Promise<boolean> =>
  (await connection.texts(physicalColumns(connection.dialect, sqlName))).length > 0;

/** @throws SyncFailure SCHEMA_DRIFT naming what somebody changed about a published table */
export async function refuseChangedTable(connection: BulkConnection, target: TableRef): Promise<void> {
  const columns = await connection.texts(physicalColumns(connection.dialect, target.sqlName));
  if (columns.length === 0) throw new SyncFailure('SCHEMA_DRIFT', `${target.sqlName} is gone.`);
  const changes = tableChanges(connection.dialect, target, columns);
  if (changes.length > 0) throw new SyncFailure('SCHEMA_DRIFT', `${target.sqlName} is no longer as it was made: ${changes.join('; ')}.`);
}

/**
 * Turns the end of a wait for a lock into a sentence that says who holds one. Any other error is given back as it is.
 * @param others further tables that the transaction locks
 */
export async function explainLock(connections: BulkConnections, target: Pick<TableRef, 'sqlName'>, error: unknown, others: readonly string[] = []): Promise<unknown> {
  if (!hasCode(error, ['55P03', 'ORA-00054', 'ORA-30006'])) return error;
  const holders = connections.dialect === 'postgres'
    ? await connections.use((connection) => connection.texts(lockHolders([target.sqlName, ...others]))).catch(() => [])
    : [];
  const who = holders.map(([table, pid, user, application, since]) => `${table} is locked by process ${pid} of ${user} (${application}), in a transaction since ${since}`);
  return new TableLocked(`${who.length === 0 ? `${target.sqlName} is locked by somebody else` : who.join('; ')}. It is tried again.`, { cause: error });
}

/** Who holds more than a reader's lock, or a reader's for long; the oldest first. */
const lockHolders = (sqlNames: readonly string[]): string => `
  SELECT DISTINCT t.sql_name, a.pid, a.usename, COALESCE(NULLIF(a.application_name, ''), 'no name'), to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS"Z"')
  FROM (VALUES ${sqlNames.map((name) => `(${textLiteral(name)})`).join(', ')}) t (sql_name)
    JOIN pg_locks l ON l.relation = to_regclass(t.sql_name)
    JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'relation' AND l.granted AND a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL
  ORDER BY 5 LIMIT 5`;

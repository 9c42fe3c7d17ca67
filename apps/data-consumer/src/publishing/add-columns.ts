import type { Column } from '@syncline/contract';
import { inTransaction, type BulkConnection } from '../bulk/bulk-connection.ts';
import { physicalColumns } from '../bulk/physical-columns.ts';
import { addColumn, sqlIdentifier, type TableRef } from '../bulk/table-sql.ts';
import { Stopped } from '../file-syncs/thread-channel.ts';
import { holdLease } from '../persistence/sql/hold-lease.sql.ts';

/** Readers who come while somebody else's lock is waited for stand behind us in the queue: no longer than this. */
const LOCK_TIMEOUT = `SET LOCAL lock_timeout = '250ms'`;

/**
 * Adds columns to a published table, all NULL, in a transaction of its own before the one that publishes: adding needs the
 * table alone, for a moment, and the publishing transaction would keep it alone until its commit. Until that commit
 * readers have the old edition, with columns that are empty. What is there already (of an earlier try, or left by a
 * rollback) stays. It commits only while the lease is held: after a cancel nothing changes for readers any more.
 * @throws Stopped when the lease is gone
 */
export async function addColumns(connection: BulkConnection, target: TableRef, columns: readonly Column[], lease: { readonly fileSyncId: string; readonly token: string }): Promise<void> {
  const { dialect } = connection;
  if (columns.length === 0) return;
  await inTransaction(connection, async () => {
    const there = new Set((await connection.texts(physicalColumns(dialect, target.sqlName))).map(([name]) => name));
    if (there.size === 0) return;
    if (dialect === 'postgres') await connection.run(LOCK_TIMEOUT);
    for (const column of columns) {
      if (!there.has(sqlIdentifier(dialect, column.name).slice(1, -1))) await connection.run(addColumn(dialect, target, column));
    }
    if ((await connection.query(holdLease, lease)).length === 0) throw new Stopped('the lease is gone');
  });
}

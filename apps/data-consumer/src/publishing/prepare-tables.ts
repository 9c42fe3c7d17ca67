import { inTransaction, type BulkConnection } from '../bulk/bulk-connection.ts';
import { createTarget, tableExists, type TableRef } from '../bulk/table-sql.ts';
import type { SyncTask } from '../file-syncs/file-sync.protocol.ts';
import { readPublication } from '../persistence/sql/lock-publication.sql.ts';
import { addColumns } from './add-columns.ts';
import { columnsToAdd } from './domain/drift.ts';
import { publishedManifest } from './published-manifest.ts';
import { buildKey } from './staging-key.ts';
import { forgetWayBack, makeWayBack, wayBackTables } from './way-back.ts';

/**
 * What must be done before the publishing transaction begins: staging gets its key, columns are added, and where DDL commits what came before it
 * (Oracle), every table is made. There a publish that fails takes the way back of the edition before with it.
 *
 * The key is built whoever holds the lease: to hold it for as long as that takes would keep its renewal waiting, and whoever
 * comes next makes staging anew or wants the same key.
 */
export async function prepareTables(connection: BulkConnection, task: SyncTask, target: TableRef, staging: TableRef): Promise<void> {
  await buildKey(connection, staging);
  const [row] = await connection.query(readPublication, { fileName: task.file });
  const published = row === undefined ? null : publishedManifest(row);
  const lease = { fileSyncId: task.fileSyncId, token: task.leaseToken };
  if (published !== null) await addColumns(connection, target, columnsToAdd(published, task.manifest, task.schemaDrift), lease);
  if (!connection.doesDdlCommit) return;
  const exists = (await connection.texts(tableExists(connection.dialect, target.sqlName))).length > 0;
  if (!exists) await connection.run(createTarget(connection.dialect, target));
  const tables = wayBackTables(connection, task.file, task.manifest);
  await makeWayBack(connection, tables, 'SCRATCH');
  if (row?.manifestDigest === task.manifestDigest) return;
  await inTransaction(connection, () => forgetWayBack(connection, task.file));
  await makeWayBack(connection, tables, 'CHANGES');
  await makeWayBack(connection, tables, 'ROWS');
}

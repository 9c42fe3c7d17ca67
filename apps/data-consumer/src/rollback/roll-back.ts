/**
 * Goes back to the edition that was published before, in a worker thread and in one transaction.
 *
 * Model:
 * - The publication's row is locked first, as by a sync: one of them at a time, on whatever instance. A sync that is in work
 *   is not waited for, since what it publishes would be the next thing that readers get: a person decides which.
 * - The way back is applied like the rows of a sync, under the same lock against writers, and what the table then holds is
 *   proven against the manifest of the edition before. A way back that was changed does not pass, and nothing happened.
 * - It is one edition deep: with the commit there is nothing to go back to, until something newer is published.
 * - Columns that the edition added stay, and are NULL: the proof is about those of the edition before.
 */
import { CommitUnknown, inTransaction, type BulkConnection, type BulkConnections } from '../bulk/bulk-connection.ts';
import { publishedTable, tableExists, wayBackTable } from '../bulk/table-sql.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import type { RollbackTask, ThreadOutcome } from '../file-syncs/file-sync.protocol.ts';
import { tableOf } from '../file-syncs/tables.ts';
import { findFileInWork } from '../persistence/sql/find-file-in-work.sql.ts';
import { insertFileRollback, readFileRollback } from '../persistence/sql/insert-file-rollback.sql.ts';
import { readPreviousEdition, restorePreviousEdition, type PreviousEditionRow } from '../persistence/sql/keep-previous-edition.sql.ts';
import { lockPublication, type PublicationRow } from '../persistence/sql/lock-publication.sql.ts';
import { allMatched } from '../proving/domain/check.ts';
import { expectationOf } from '../proving/domain/expectation.ts';
import { prove } from '../proving/prove.ts';
import { editionOf, type Edition } from '../publishing/domain/guards.ts';
import { explainLock, openForPublishing, openTarget } from '../publishing/open-target.ts';
import { publishedManifest } from '../publishing/published-manifest.ts';
import { forgetWayBack, goBack, wayBackTables } from '../publishing/way-back.ts';

/** @throws SyncFailure when the proof fails or the table is not ours any more; TableLocked; else what the database said */
export async function rollBack(connections: BulkConnections, task: RollbackTask): Promise<ThreadOutcome> {
  try {
    return await connections.use((connection) => inTransaction(connection, () => inOneTransaction(connection, task)));
  } catch (error) {
    if (error instanceof RollbackRefused) return { kind: 'refused', detail: error.message };
    if (!(error instanceof CommitUnknown)) {
      throw await explainLock(connections, { sqlName: publishedTable(connections.dialect, task.table) }, error, [wayBackTable(connections.dialect, task.file, 'ROWS')]);
    }
    const [done] = await connections.use((connection) => connection.query(readFileRollback, { id: task.rollbackId }));
    if (done === undefined) throw error;
    return { kind: 'rolled-back' };
  }
}

/** The present state does not allow it. Thrown, so that the transaction goes with it. */
class RollbackRefused extends Error {
  override readonly name = 'RollbackRefused';
}

async function inOneTransaction(connection: BulkConnection, task: RollbackTask): Promise<ThreadOutcome> {
  const { file } = task;
  await openForPublishing(connection);
  // Before the lock, which a sync that publishes may hold for long, and again under it.
  await refuseInWork(connection, file);
  const [publication] = await connection.query(lockPublication, { fileName: file });
  const [done] = await connection.query(readFileRollback, { id: task.rollbackId });
  if (done !== undefined) return { kind: 'rolled-back' };
  const [previous] = await connection.query(readPreviousEdition, { fileName: file });
  const from = publication === undefined ? null : editionOf(publication);
  if (publication === undefined || from === null) throw new RollbackRefused(`Nothing of ${file} is published.`);
  refuseAnother(from, task);
  if (previous === undefined) throw new RollbackRefused(`There is nothing before ${from.businessDate} revision ${from.revision} of ${file} to go back to.`);
  await refuseInWork(connection, file);
  await applyWayBack(connection, task, publication, previous);
  await proveBefore(connection, task, previous);
  await connection.execute(restorePreviousEdition, { fileName: file });
  await forgetWayBack(connection, file);
  await connection.execute(insertFileRollback, {
    id: task.rollbackId, fileName: file, fromBusinessDate: from.businessDate, fromRevision: from.revision,
    toBusinessDate: previous.businessDate, toRevision: previous.revision, rolledBackBy: task.by, rollbackReason: task.reason,
  });
  return { kind: 'rolled-back' };
}

/** A repeat whose answer got lost, or a decision that somebody's publishing overtook, would take back the wrong edition. */
function refuseAnother({ businessDate, revision }: Edition, task: RollbackTask): void {
  if ((task.businessDate ?? businessDate) === businessDate && (task.revision ?? revision) === revision) return;
  throw new RollbackRefused(`${businessDate} revision ${revision} of ${task.file} is published by now, not what was to be taken back.`);
}

async function refuseInWork(connection: BulkConnection, file: string): Promise<void> {
  const [inWork] = await connection.query(findFileInWork, { fileName: file });
  if (inWork !== undefined) throw new RollbackRefused(`A sync of ${file} is in work (${inWork.id}). Cancel its run, or roll back when it is over.`);
}

async function applyWayBack(connection: BulkConnection, { file, table }: RollbackTask, publication: PublicationRow, { wayBack }: PreviousEditionRow): Promise<void> {
  const left = publishedManifest(publication);
  if (left === null) throw new RollbackRefused(`Nothing of ${file} is published.`);
  const target = tableOf(connection.dialect, table, left);
  const tables = wayBackTables(connection, file, left);
  if ((await openTarget(connection, target)) === null) throw new SyncFailure('SCHEMA_DRIFT', `${target.sqlName} is gone.`);
  const isThere = (await connection.texts(tableExists(connection.dialect, tables[wayBack].sqlName))).length > 0;
  if (!isThere) throw new SyncFailure('RECONCILIATION_MISMATCH', `The way back of ${file} is gone.`);
  await goBack(connection, target, tables, wayBack);
  await connection.run('SET CONSTRAINTS ALL IMMEDIATE');
}

/** Rows are not named: the extract of the edition before may be gone at its source by now. */
async function proveBefore(connection: BulkConnection, { file, table }: RollbackTask, previous: PreviousEditionRow): Promise<void> {
  const manifest = publishedManifest(previous);
  if (manifest === null) throw new Error(`the edition before of ${file} has no manifest`);
  const { checks } = await prove({
    connection, manifest, table: tableOf(connection.dialect, table, manifest), expectation: expectationOf(manifest, previous.acceptedJson), maxRejectedRows: 0,
  });
  if (allMatched(checks)) return;
  const wrong = checks.filter(({ matched }) => !matched).map(({ check, expected, actual }) => `${check} would be ${actual}, sealed was ${expected}`);
  throw new SyncFailure('RECONCILIATION_MISMATCH', `The way back of ${file} does not lead to what was published before: ${wrong.join('; ')}.`);
}

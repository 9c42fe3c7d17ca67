import type { BulkConnection } from '../bulk/bulk-connection.ts';
import { createStaging, dropTable, isReferenced, wayBackTable, type TableRef } from '../bulk/table-sql.ts';
import { forgetPreviousEdition, keepPreviousEdition } from '../persistence/sql/keep-previous-edition.sql.ts';
import { applyChanges, collectChanges, createChangeSet, undoChanges, type ChangeSet } from './change-set-sql.ts';
import { deleteAll, fill } from './refill-sql.ts';

/**
 * The way back to the edition before: its rows, or the changes that lead to them, in a table of their own that is as durable
 * as what is published. It is one edition deep, and made in the transaction that publishes.
 */
export type WayBack = 'CHANGES' | 'ROWS';

/** The columns are those of the edition that is left by going back: columns that it added become NULL. */
export interface WayBackTables {
  readonly CHANGES: ChangeSet;
  readonly ROWS: TableRef;
  /** Changes that nobody comes back from: the same edition again, in which a row was mended. */
  readonly SCRATCH: ChangeSet;
}

export const wayBackTables = ({ dialect }: Pick<BulkConnection, 'dialect'>, file: string, shape: ChangeSet['shape']): WayBackTables => ({
  CHANGES: { sqlName: wayBackTable(dialect, file, 'CHANGES'), shape },
  ROWS: { sqlName: wayBackTable(dialect, file, 'ROWS'), ...shape },
  SCRATCH: { sqlName: dialect === 'postgres' ? 'pg_temp.changes' : wayBackTable(dialect, file, 'SCRATCH'), shape },
});

/** Makes one of them, empty, in the place of whatever was there. */
export async function makeWayBack(connection: BulkConnection, tables: WayBackTables, kind: keyof WayBackTables): Promise<void> {
  const { dialect } = connection;
  await connection.run(dropTable(dialect, tables[kind].sqlName));
  await connection.run(kind === 'ROWS' ? createStaging(dialect, tables.ROWS, 'LOGGED') : createChangeSet(dialect, tables[kind]));
}

/** Remembers what is published at this moment as the edition before. */
export const keepAsPrevious = async (connection: BulkConnection, file: string, wayBack: WayBack): Promise<void> => {
  await connection.execute(keepPreviousEdition, { fileName: file, wayBack });
};

/** Makes the target hold what it held before. */
export async function goBack(connection: BulkConnection, target: TableRef, tables: WayBackTables, kind: WayBack): Promise<void> {
  const { dialect } = connection;
  const isOthersBusiness = kind === 'ROWS' && (await connection.texts(isReferenced(dialect, target.sqlName))).length > 0;
  if (kind === 'ROWS' && !isOthersBusiness) {
    await connection.run(deleteAll(target));
    await connection.run(fill(dialect, target, tables.ROWS));
    return;
  }
  const sql = kind === 'CHANGES' ? undoChanges(dialect, tables.CHANGES, target) : await changesToRows(connection, target, tables);
  await connection.run(sql.delete);
  if (sql.update !== null) await connection.run(sql.update);
  await connection.run(sql.insert);
}

/** Since the rows were kept, others began to refer to the table: only what differs may go (`choose-way.ts`). */
async function changesToRows(connection: BulkConnection, target: TableRef, tables: WayBackTables): Promise<ReturnType<typeof applyChanges>> {
  const { dialect } = connection;
  if (connection.doesDdlCommit) await connection.run(deleteAll(tables.SCRATCH));
  else await makeWayBack(connection, tables, 'SCRATCH');
  await connection.run(collectChanges(dialect, tables.SCRATCH, target, tables.ROWS));
  return applyChanges(dialect, tables.SCRATCH, target);
}

/** There is no way back any more. Where DDL commits, the tables stay until the next publish makes them anew. */
export async function forgetWayBack(connection: BulkConnection, file: string): Promise<void> {
  await connection.execute(forgetPreviousEdition, { fileName: file });
  if (!connection.doesDdlCommit) await connection.run(dropTable(connection.dialect, wayBackTable(connection.dialect, file, 'ROWS')));
}

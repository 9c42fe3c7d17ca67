import { inTransaction, type BulkConnection, type BulkConnections } from '../bulk/bulk-connection.ts';
import { createStaging, dropTable, tableExists, type TableRef } from '../bulk/table-sql.ts';
import { Stopped } from '../file-syncs/thread-channel.ts';
import { clearLedger } from '../persistence/sql/clear-ledger.sql.ts';
import { findFileInWork } from '../persistence/sql/find-file-in-work.sql.ts';
import { holdLease } from '../persistence/sql/hold-lease.sql.ts';
import { lockPublication } from '../persistence/sql/lock-publication.sql.ts';
import { readLedger } from '../persistence/sql/read-ledger.sql.ts';

/** Who works on which extract of a file. */
export interface StagingOwner {
  readonly fileName: string;
  readonly extractId: string;
  readonly fileSyncId: string;
  readonly token: string;
}

/**
 * Makes a file's staging table ready for an extract, and says which parts are in it already.
 *
 * There is one staging table a file. What the ledger lists of this extract stays and is not loaded again; anything else (of
 * another extract, of another shape, half gone) is dropped. Table and ledger share one durability, so a crash of the
 * database leaves both or neither. Making ready and dropping lock the file's publication row first: the sync that was
 * published a moment ago must not drop what the next one of the same file has just made.
 * @returns numbers of the parts that need not be loaded
 */
export async function prepareStaging(connections: BulkConnections, staging: TableRef, owner: StagingOwner): Promise<Set<number>> {
  return connections.use((connection) =>
    inTransaction(connection, async () => {
      await connection.query(lockPublication, { fileName: owner.fileName });
      if (!(await isHeld(connection, owner))) throw new Stopped('the lease is gone');
      const entries = await connection.query(readLedger, { fileName: owner.fileName });
      const exists = (await connection.texts(tableExists(connection.dialect, staging.sqlName))).length > 0;
      const isOurs = exists && entries.length > 0 && entries.every(({ extractId }) => extractId === owner.extractId);
      if (isOurs) return new Set(entries.map(({ partNumber }) => partNumber));
      await emptyStaging(connection, staging, owner.fileName);
      await connection.run(createStaging(connection.dialect, staging));
      return new Set<number>();
    }));
}

/** After a mismatch nothing is trusted any more: the next attempt begins with empty staging. Not ours to decide without the lease. */
export const discardStaging = (connections: BulkConnections, staging: TableRef, owner: StagingOwner): Promise<void> =>
  whileLocked(connections, owner, async (connection) => {
    if (await isHeld(connection, owner)) await emptyStaging(connection, staging, owner.fileName);
  });

/** What is published needs no staging, unless the next sync of the file has taken it over already. */
export const releaseStaging = (connections: BulkConnections, staging: TableRef, owner: StagingOwner): Promise<void> =>
  whileLocked(connections, owner, async (connection) => {
    const inWork = await connection.query(findFileInWork, { fileName: owner.fileName });
    if (inWork.length === 0) await emptyStaging(connection, staging, owner.fileName);
  });

const whileLocked = (connections: BulkConnections, { fileName }: StagingOwner, work: (connection: BulkConnection) => Promise<void>): Promise<void> =>
  connections.use((connection) =>
    inTransaction(connection, async () => {
      await connection.query(lockPublication, { fileName });
      await work(connection);
    }));

const isHeld = async (connection: BulkConnection, { fileSyncId, token }: StagingOwner): Promise<boolean> =>
  (await connection.query(holdLease, { fileSyncId, token })).length > 0;

/** Drops the table together with its ledger. */
async function emptyStaging(connection: BulkConnection, staging: Pick<TableRef, 'sqlName'>, fileName: string): Promise<void> {
  await connection.execute(clearLedger, { fileName });
  await connection.run(dropTable(connection.dialect, staging.sqlName));
}

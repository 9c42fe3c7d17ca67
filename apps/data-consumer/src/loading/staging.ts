import { inTransaction, type BulkConnection, type BulkConnections } from '../bulk/bulk-connection.ts';
import { createStaging, dropTable, stagingTable, tableExists, type TableRef } from '../bulk/table-sql.ts';
import { Stopped } from '../file-syncs/thread-channel.ts';
import { clearLedger } from '../persistence/sql/clear-ledger.sql.ts';
import { findFileInWork } from '../persistence/sql/find-file-in-work.sql.ts';
import { holdLease } from '../persistence/sql/hold-lease.sql.ts';
import { inheritRejectedRows } from '../persistence/sql/inherit-rejected-rows.sql.ts';
import { lockPublication } from '../persistence/sql/lock-publication.sql.ts';
import { readLedger, type LedgerRow } from '../persistence/sql/read-ledger.sql.ts';
import { explainLock, LOCK_TIMEOUT } from '../publishing/open-target.ts';
import { createStrictStaging, dropReferences, isStrictSql } from './strict-staging.ts';

/** Who works on which extract of a file. */
export interface StagingOwner {
  readonly fileName: string;
  readonly extractId: string;
  readonly fileSyncId: string;
  readonly token: string;
}

/** A staging table that is ready for an extract. */
export interface Staged {
  /** Its parts; they need not be loaded. */
  readonly ledger: readonly LedgerRow[];
  /** Whether it refuses what the target refuses (`strict-staging.ts`). */
  readonly isStrict: boolean;
}

/**
 * Makes a file's staging table ready for an extract, and says which parts are in it already.
 *
 * There is one staging table a file. What the ledger lists of this extract stays and is not loaded again; anything else (of
 * another extract, of another shape, half gone) is dropped. The ledger does not outlive a crash of the database, so that
 * it never lists what an unlogged table has lost. Strict staging is good for the file sync that made it and no other: in between, people may
 * have changed the constraints that it took from the target. Making ready and dropping lock the file's publication row first: the sync that was
 * published a moment ago must not drop what the next one of the same file has just made.
 * @throws Stopped when the lease is gone
 */
export const prepareStaging = (connections: BulkConnections, staging: TableRef, target: TableRef, owner: StagingOwner): Promise<Staged> =>
  whileHeld(connections, owner, async (connection) => {
    const ledger = await connection.query(readLedger, { fileName: owner.fileName });
    const isStrict = await holds(connection, isStrictSql(connection.dialect, staging.sqlName));
    const isOurs = ledger.length > 0 && (await holds(connection, tableExists(connection.dialect, staging.sqlName)))
      && ledger.every(({ extractId, fileSyncId }) => extractId === owner.extractId && (!isStrict || fileSyncId === owner.fileSyncId));
    if (!isOurs) {
      await emptyStaging(connection, staging, owner.fileName);
      // What becomes the target as it stands is written to the log once, here, and not a second time when it is published.
      const isFirst = !(await holds(connection, tableExists(connection.dialect, target.sqlName)));
      await connection.run(createStaging(connection.dialect, staging, isFirst ? 'LOGGED' : 'UNLOGGED'));
    }
    await connection.execute(inheritRejectedRows, ofSync(owner));
    return isOurs ? { ledger, isStrict } : { ledger: [], isStrict: false };
  });

/**
 * Drops staging and makes it anew with the constraints of the target.
 * @throws Stopped when the lease is gone
 */
export const makeStagingStrict = (connections: BulkConnections, staging: TableRef, target: TableRef, owner: StagingOwner): Promise<Staged> =>
  whileHeld(connections, owner, async (connection) => {
    await emptyStaging(connection, staging, owner.fileName);
    await createStrictStaging(connection, staging, target);
    await connection.execute(inheritRejectedRows, ofSync(owner));
    return { ledger: [], isStrict: true };
  });

/**
 * What is in staging is not taken over by any sync: the next one begins with an empty table. Not ours to decide without the
 * lease. The ledger goes first, which nobody can hold up; what it does not list is dropped, if not now, by the next sync.
 */
export async function discardStaging(connections: BulkConnections, staging: TableRef, owner: StagingOwner): Promise<void> {
  const isOurs = await whileLocked(connections, owner, async (connection) => {
    const isStillHeld = await isHeld(connection, owner);
    if (isStillHeld) await connection.execute(clearLedger, { fileName: owner.fileName });
    return isStillHeld;
  });
  if (!isOurs) return;
  await whileLocked(connections, owner, async (connection) => {
    if (await isHeld(connection, owner)) await emptyStaging(connection, staging, owner.fileName);
  }).catch(() => undefined);
}

/** After a failure strict staging, which is of use to no other sync, stays as plain as the next one needs it to be dropped. */
export const loosenStaging = (connections: BulkConnections, staging: TableRef, owner: StagingOwner): Promise<void> =>
  whileHeld(connections, owner, (connection) => dropReferences(connection, staging));

/** What is published needs no staging, unless the next sync of the file has taken it over already. */
export const releaseStaging = (connections: BulkConnections, staging: TableRef, owner: StagingOwner): Promise<void> =>
  whileLocked(connections, owner, async (connection) => {
    const inWork = await connection.query(findFileInWork, { fileName: owner.fileName });
    if (inWork.length === 0) await emptyStaging(connection, staging, owner.fileName);
  });

/**
 * Who reads staging for long (a dump of the database does) is not waited for with the row locked: others need it.
 * @throws TableLocked
 */
const whileLocked = <T>(connections: BulkConnections, { fileName }: StagingOwner, work: (connection: BulkConnection) => Promise<T>): Promise<T> =>
  connections.use((connection) =>
    inTransaction(connection, async () => {
      if (connection.dialect === 'postgres') await connection.run(LOCK_TIMEOUT);
      await connection.query(lockPublication, { fileName });
      return work(connection);
    })).catch(async (error: unknown) => {
      throw await explainLock(connections, { sqlName: stagingTable(connections.dialect, fileName) }, error);
    });

const whileHeld = <T>(connections: BulkConnections, owner: StagingOwner, work: (connection: BulkConnection) => Promise<T>): Promise<T> =>
  whileLocked(connections, owner, async (connection) => {
    if (await isHeld(connection, owner)) return work(connection);
    throw new Stopped('the lease is gone');
  });

const holds = async (connection: BulkConnection, sql: string): Promise<boolean> => (await connection.texts(sql)).length > 0;

const isHeld = async (connection: BulkConnection, { fileSyncId, token }: StagingOwner): Promise<boolean> =>
  (await connection.query(holdLease, { fileSyncId, token })).length > 0;

const ofSync = ({ fileSyncId, fileName, extractId }: StagingOwner): Omit<StagingOwner, 'token'> => ({ fileSyncId, fileName, extractId });

/** Drops the table together with its ledger. */
async function emptyStaging(connection: BulkConnection, staging: Pick<TableRef, 'sqlName'>, fileName: string): Promise<void> {
  await connection.execute(clearLedger, { fileName });
  await connection.run(dropTable(connection.dialect, staging.sqlName));
}

/**
 * Loads the parts of an extract into staging, several at once.
 *
 * Model:
 * - A part is one transaction: its rows and its ledger row are there together or not at all. The transaction commits only
 *   when stored digest, digest, bytes and rows agree with the signed manifest; so what the ledger lists is right, and is
 *   neither downloaded nor loaded again, by whomever.
 * - The ledger row is written last and demands the lease token: a holder who lost the lease while loading writes nothing.
 *   Two holders who load the same part at once meet at the ledger's primary key; the second's rows go with its transaction.
 * - A commit whose answer got lost is settled by reading the ledger.
 * - Bytes flow download → digest → unpack → digest → COPY with back-pressure all the way: a slow database slows the
 *   download, and no row becomes an object. Memory is a few buffers a part, whatever the part's size.
 * - What does not match is fetched again, three times in all. When the rows are refused, the rest of the part is read for
 *   its digest first: flipped bits look like malformed rows, and only malformed rows are the source's fault.
 */
import type { Compression, ManifestPart } from '@syncline/contract';
import { codesOf, isUniqueViolation } from '@syncline/database/statements';
import { CommitUnknown, inTransaction, type BulkConnections } from '../bulk/bulk-connection.ts';
import type { TableRef } from '../bulk/table-sql.ts';
import { reach } from '../file-syncs/crash-points.ts';
import { SyncFailure, type FailureCode } from '../file-syncs/domain/sync-failure.ts';
import { Stopped } from '../file-syncs/thread-channel.ts';
import { insertLedgerEntry } from '../persistence/sql/insert-ledger-entry.sql.ts';
import { readLedger } from '../persistence/sql/read-ledger.sql.ts';
import { PartDownload } from './part-download.ts';
import { PartRows } from './part-rows.ts';
import type { PartSource } from './part-source.ts';
import type { StagingOwner } from './staging.ts';

const TRIES = 3;
/** Bytes may come better another time. A malformed row stays malformed, and a download that gave up has tried for long enough. */
const WORTH_ANOTHER_TRY: readonly FailureCode[] = ['PART_DIGEST_MISMATCH', 'PART_LENGTH_MISMATCH', 'DECOMPRESSION_LIMIT'];

export interface PartLoad {
  readonly connections: BulkConnections;
  readonly source: PartSource;
  readonly staging: TableRef;
  readonly owner: StagingOwner;
  readonly compression: Compression;
  readonly partsInParallel: number;
  readonly onProgress: (rows: number, bytes: number) => void;
}

/** @throws SyncFailure; Stopped when the lease is gone; else what the database said */
export async function loadParts(load: PartLoad, parts: readonly ManifestPart[]): Promise<void> {
  const waiting = [...parts];
  let failure: unknown;
  const worker = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined && failure === undefined; part = waiting.shift()) {
      await loadPart(load, part);
    }
  };
  // The first failure ends the others at their next part, and is what is told.
  const settle = async (): Promise<void> => worker().catch((error: unknown) => { failure ??= error; });
  await Promise.all(Array.from({ length: Math.min(load.partsInParallel, parts.length) }, settle));
  if (failure !== undefined) throw failure;
}

async function loadPart(load: PartLoad, part: ManifestPart): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryPart(load, part);
    } catch (error) {
      load.source.signal.throwIfAborted();
      const isWorthIt = error instanceof SyncFailure && WORTH_ANOTHER_TRY.includes(error.code);
      if (!isWorthIt || attempt === TRIES) throw error;
    }
  }
}

async function tryPart(load: PartLoad, part: ManifestPart): Promise<void> {
  const { connections, owner } = load;
  try {
    await connections.use((connection) =>
      inTransaction(connection, async () => {
        const rowsLoaded = await copyPart(load, part, (rows) => connection.writeRows(load.staging, rows));
        const entry = { fileName: owner.fileName, extractId: owner.extractId, partNumber: part.n, rowsLoaded, fileSyncId: owner.fileSyncId, token: owner.token };
        if ((await connection.execute(insertLedgerEntry, entry)) === 0) throw new Stopped('the lease is gone');
        reach('part-before-commit');
      }));
    reach('part-after-commit');
  } catch (error) {
    const mayBeThere = error instanceof CommitUnknown || isUniqueViolation(error);
    if (!mayBeThere || !(await isInLedger(load, part))) throw error;
  }
  load.onProgress(part.rows, 0);
}

async function copyPart(load: PartLoad, part: ManifestPart, write: (rows: AsyncIterable<Buffer>) => Promise<number>): Promise<number> {
  const download = new PartDownload(part, load.source);
  const rows = new PartRows(part, load.compression, (bytes) => load.onProgress(0, bytes));
  try {
    const rowsLoaded = await write(rows.of(download.bytes()));
    await download.verify();
    rows.verify(rowsLoaded);
    return rowsLoaded;
  } catch (error) {
    load.source.signal.throwIfAborted();
    if (isUnavailable(error)) throw error;
    await download.verify();
    throw blame(error, part);
  } finally {
    await download.close();
  }
}

/** Failures that say nothing about the bytes: the download itself gave up, or the database is gone. */
const isUnavailable = (error: unknown): boolean =>
  error instanceof SyncFailure ? error.code === 'SOURCE_UNAVAILABLE' || error.code === 'SOURCE_REFUSED' || error.code === 'PART_LENGTH_MISMATCH' : !isDataError(error);

/** Class 22 (data exception) and 23 (constraint) are about the rows; `Z_` and `ERR_` are the unpackers'. */
const isDataError = (error: unknown): boolean => codesOf(error).some((code) => /^(22|23|Z_|ERR_|ZSTD_)/.test(code));

/** The bytes are what was stored at the source, so the source is to blame. */
function blame(error: unknown, part: ManifestPart): unknown {
  if (error instanceof SyncFailure || !isDataError(error)) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new SyncFailure('ROW_MALFORMED', `Part ${part.n} has a row that the table refuses: ${why}.`, { cause: error });
}

async function isInLedger({ connections, owner }: PartLoad, part: ManifestPart): Promise<boolean> {
  const entries = await connections.use((connection) => connection.query(readLedger, { fileName: owner.fileName }));
  return entries.some(({ extractId, partNumber }) => extractId === owner.extractId && partNumber === part.n);
}

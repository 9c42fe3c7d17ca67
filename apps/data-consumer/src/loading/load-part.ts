import type { ManifestPart } from '@syncline/contract';
import { isUniqueViolation } from '@syncline/database/statements';
import { CommitUnknown, inTransaction, type BulkConnection } from '../bulk/bulk-connection.ts';
import { isRefusal } from '../bulk/refusal.ts';
import { reach } from '../file-syncs/crash-points.ts';
import { SyncFailure, type FailureCode } from '../file-syncs/domain/sync-failure.ts';
import { Stopped } from '../file-syncs/thread-channel.ts';
import { insertLedgerEntry } from '../persistence/sql/insert-ledger-entry.sql.ts';
import { readLedger } from '../persistence/sql/read-ledger.sql.ts';
import { EnoughRejected, keepRejected } from '../rejected-rows/keep-rejected.ts';
import { siftPart } from '../rejected-rows/sift-part.ts';
import type { PartLoad } from './load-parts.ts';
import { PartDownload } from './part-download.ts';
import { PartRows } from './part-rows.ts';
import { NoRow } from './row-batches.ts';
import { enforceAtOnce } from './strict-staging.ts';

const TRIES = 3;
/** Bytes may come better another time. A malformed row stays malformed, and a download that gave up has tried for long enough. */
const WORTH_ANOTHER_TRY: readonly FailureCode[] = ['PART_DIGEST_MISMATCH', 'PART_LENGTH_MISMATCH', 'DECOMPRESSION_LIMIT'];

/** What of a part is in staging. */
export interface LoadedPart {
  readonly rowsLoaded: number;
  readonly rowsRejected: number;
  /** Of the lines that were taken; null where that is all of them. */
  readonly acceptedDigest: string | null;
}

/** How the bytes of a part get into staging. */
type Load = (connection: BulkConnection, rows: AsyncIterable<Buffer>) => Promise<LoadedPart>;

/** The digests of the part are right, and the table refuses a row of it. */
class PartRefused extends Error {
  override readonly name = 'PartRefused';
}

/** See the model in `load-parts.ts`. */
export async function loadPart(load: PartLoad, part: ManifestPart): Promise<void> {
  const fast: Load = async (connection, rows) => ({ rowsLoaded: await connection.writeRows(load.staging, rows), rowsRejected: 0, acceptedDigest: null });
  const slow: Load = (connection, rows) => siftPart(connection, load, part.n, rows);
  let way = fast;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await tryPart(load, part, way);
      return;
    } catch (error) {
      load.source.signal.throwIfAborted();
      if (error instanceof EnoughRejected) return await keepRejected(load, error.rows);
      if (error instanceof PartRefused) way = slow;
      else if (!(error instanceof SyncFailure && WORTH_ANOTHER_TRY.includes(error.code)) || attempt === TRIES) throw error;
    }
  }
}

async function tryPart(load: PartLoad, part: ManifestPart, way: Load): Promise<void> {
  const { connections, owner } = load;
  load.rejections.begin(part.n);
  try {
    await connections.use((connection) =>
      inTransaction(connection, async () => {
        if (load.isStrict) await enforceAtOnce(connection);
        const loaded = await transfer(load, part, (rows) => way(connection, rows));
        const { fileName, extractId, fileSyncId, token } = owner;
        if ((await connection.execute(insertLedgerEntry, { fileName, extractId, partNumber: part.n, ...loaded, fileSyncId, token })) === 0) {
          throw new Stopped('the lease is gone');
        }
        reach('part-before-commit');
      }));
    reach('part-after-commit');
  } catch (error) {
    const mayBeThere = error instanceof CommitUnknown || isUniqueViolation(error);
    if (!mayBeThere || !(await isInLedger(load, part))) throw error;
  }
  load.onProgress(part.rows, 0);
}

/** One download of the part, verified to its last byte before anything is said about its rows. */
async function transfer(load: PartLoad, part: ManifestPart, write: (rows: AsyncIterable<Buffer>) => Promise<LoadedPart>): Promise<LoadedPart> {
  const download = new PartDownload(part, load.source);
  const rows = new PartRows(part, load.compression, (bytes) => load.onProgress(0, bytes));
  try {
    const loaded = await write(rows.of(download.bytes()));
    await download.verify();
    rows.verify(loaded.rowsLoaded + loaded.rowsRejected);
    return loaded;
  } catch (error) {
    load.source.signal.throwIfAborted();
    if (!isAboutBytes(error)) throw error;
    await download.verify();
    throw blame(error, part);
  } finally {
    await download.close();
  }
}

/** Whether bytes that came wrong could be the reason. If not, the download itself gave up, or the database is gone. */
const isAboutBytes = (error: unknown): boolean =>
  error instanceof NoRow || error instanceof EnoughRejected || isRefusal(error)
  || (error instanceof SyncFailure && ['DECOMPRESSION_LIMIT', 'ROW_MALFORMED', 'PART_DIGEST_MISMATCH'].includes(error.code));

/** The bytes are what was stored at the source. */
function blame(error: unknown, part: ManifestPart): unknown {
  if (error instanceof NoRow) return new SyncFailure('ROW_MALFORMED', `Row ${error.line} of part ${part.n} ${error.message}.`, { cause: error });
  return isRefusal(error) ? new PartRefused(`part ${part.n} is refused`, { cause: error }) : error;
}

async function isInLedger({ connections, owner }: PartLoad, part: ManifestPart): Promise<boolean> {
  const entries = await connections.use((connection) => connection.query(readLedger, { fileName: owner.fileName }));
  return entries.some(({ extractId, partNumber }) => extractId === owner.extractId && partNumber === part.n);
}

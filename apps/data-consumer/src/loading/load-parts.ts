/**
 * Loads the parts of an extract into staging, several at once.
 *
 * Model:
 * - A part is one transaction: its rows, its rejected rows and its ledger row are there together or not at all. The
 *   transaction commits only when stored digest, digest, bytes and rows agree with the signed manifest; so what the ledger
 *   lists is right, and is neither downloaded nor loaded again, by whomever.
 * - The ledger row is written last and demands the lease token: a holder who lost the lease while loading writes nothing.
 *   Two holders who load the same part at once meet at the ledger's primary key; the second's rows go with its transaction.
 * - A commit whose answer got lost is settled by reading the ledger.
 * - Bytes flow download → digest → unpack → digest → COPY with back-pressure all the way: a slow database slows the
 *   download, and no row becomes an object. Memory is a few buffers a part, whatever the part's size.
 * - What does not match is fetched again, three times in all. When the rows are refused, the rest of the part is read for
 *   its digest first: flipped bits look like malformed rows, and only malformed rows are the source's fault.
 * - A part whose rows are right and refused all the same is fetched once more and sieved (`rejected-rows/sieve.ts`).
 */
import type { Compression, ManifestPart } from '@syncline/contract';
import type { BulkConnections } from '../bulk/bulk-connection.ts';
import type { TableRef } from '../bulk/table-sql.ts';
import type { Rejections } from '../rejected-rows/rejections.ts';
import { loadPart } from './load-part.ts';
import type { PartSource } from './part-source.ts';
import type { StagingOwner } from './staging.ts';

export interface PartLoad {
  readonly connections: BulkConnections;
  readonly source: PartSource;
  readonly staging: TableRef;
  readonly owner: StagingOwner;
  readonly compression: Compression;
  /** Staging that refuses what the target refuses. */
  readonly isStrict: boolean;
  readonly partsInParallel: number;
  readonly rejections: Rejections;
  readonly onProgress: (rows: number, bytes: number) => void;
}

/**
 * Ends without a failure, and perhaps with parts not begun, where more rows are rejected than may be: see `rejections`.
 * @throws SyncFailure; Stopped when the lease is gone; else what the database said
 */
export async function loadParts(load: PartLoad, parts: readonly ManifestPart[]): Promise<void> {
  const waiting = [...parts];
  let failure: unknown;
  const worker = async (): Promise<void> => {
    while (failure === undefined && !load.rejections.isPassed) {
      const part = waiting.shift();
      if (part === undefined) return;
      await loadPart(load, part);
    }
  };
  // The first failure ends the others at their next part, and is what is told.
  const settle = async (): Promise<void> => worker().catch((error: unknown) => { failure ??= error; });
  await Promise.all(Array.from({ length: Math.min(load.partsInParallel, parts.length) }, settle));
  if (failure !== undefined) throw failure;
}

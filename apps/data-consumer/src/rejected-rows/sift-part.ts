import type { BulkConnection } from '../bulk/bulk-connection.ts';
import type { LoadedPart } from '../loading/load-part.ts';
import type { PartLoad } from '../loading/load-parts.ts';
import { rowBatches } from '../loading/row-batches.ts';
import { EnoughRejected, RejectedRowWriter } from './keep-rejected.ts';
import { Sieve } from './sieve.ts';

/**
 * The slow path of a part: loads what the table takes and keeps what it refuses, in the part's transaction.
 * @throws EnoughRejected, NoRow
 */
export async function siftPart(connection: BulkConnection, { staging, owner, rejections }: PartLoad, part: number, rows: AsyncIterable<Buffer>): Promise<LoadedPart> {
  const writer = new RejectedRowWriter(connection, owner.fileSyncId);
  const sieve = new Sieve(connection, staging, part, async (row) => {
    rejections.add(row);
    await writer.add(row);
    if (rejections.isEnough) throw new EnoughRejected(writer.first);
  });
  for await (const batch of rowBatches(rows)) await sieve.take(batch);
  await writer.flush();
  return { rowsLoaded: sieve.rows, rowsRejected: sieve.rejected, acceptedDigest: sieve.rejected === 0 ? null : sieve.digest() };
}

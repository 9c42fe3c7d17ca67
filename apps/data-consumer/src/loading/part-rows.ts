import { createHash } from 'node:crypto';
import type { Compression, ManifestPart } from '@syncline/contract';
import { reach } from '../file-syncs/crash-points.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import { unpack } from './unpack.ts';

/** The canonical bytes of one part: unpacked, counted and digested on the way, never more of them than were sealed. */
export class PartRows {
  readonly #part: ManifestPart;
  readonly #compression: Compression;
  readonly #onBytes: (bytes: number) => void;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  constructor(part: ManifestPart, compression: Compression, onBytes: (bytes: number) => void) {
    this.#part = part;
    this.#compression = compression;
    this.#onBytes = onBytes;
  }

  /** @throws SyncFailure DECOMPRESSION_LIMIT before more than the sealed bytes are handed on */
  async *of(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of unpack(stored, this.#compression, this.#part.n)) {
      this.#bytes += chunk.length;
      if (this.#bytes > this.#part.bytes) {
        throw new SyncFailure('DECOMPRESSION_LIMIT', `Part ${this.#part.n} unpacks to more than the ${this.#part.bytes} bytes that were sealed.`);
      }
      this.#hash.update(chunk);
      this.#onBytes(chunk.length);
      yield chunk;
      // Whoever reads has passed it on.
      reach('part-copying');
    }
  }

  /**
   * After the last byte: whether these were the rows that were sealed.
   * @param rowsLoaded how many the database took
   * @throws SyncFailure PART_LENGTH_MISMATCH or PART_DIGEST_MISMATCH
   */
  verify(rowsLoaded: number): void {
    const { n, bytes, digest, rows } = this.#part;
    if (this.#bytes !== bytes) throw new SyncFailure('PART_LENGTH_MISMATCH', `Part ${n} unpacks to ${this.#bytes} bytes, sealed were ${bytes}.`);
    const found = this.#hash.digest('hex');
    if (found !== digest) throw new SyncFailure('PART_DIGEST_MISMATCH', `Part ${n} unpacks to the digest ${found}, sealed was ${digest}.`);
    if (rowsLoaded !== rows) throw new SyncFailure('PART_LENGTH_MISMATCH', `Part ${n} loaded ${rowsLoaded} rows, sealed were ${rows}.`);
  }
}

import { pipeline, Readable } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import type { Compression } from '@syncline/contract';
import { codesOf } from '@syncline/database/statements';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import { zstdFrames } from './zstd-frames.ts';

/** Bytes that the decompressor hands on at once. With 64 KiB the way to the database costs a fifth more, with 1 MiB no less. */
const CHUNK_BYTES = 256 * 1024;
/** 8 MiB, the least that every decoder should take (RFC 8878, section 3.1.1.1.2), and more than any ordinary level asks for. */
const LARGEST_WINDOW_LOG = 23;

/**
 * The bytes of a part as they were before they were compressed. Several frames (zstd) or members (gzip) are one text.
 * @throws SyncFailure DECOMPRESSION_LIMIT where unpacking would need more memory than is sensible, ROW_MALFORMED for bytes
 *   that are not what they are said to be
 */
export async function* unpack(stored: AsyncIterable<Buffer>, compression: Compression, part: number): AsyncGenerator<Buffer> {
  if (compression === 'none') return yield* stored;
  const [bytes, unpacker] = compression === 'zstd'
    ? [zstdFrames(stored), createZstdDecompress({ chunkSize: CHUNK_BYTES, params: { [constants.ZSTD_d_windowLogMax]: LARGEST_WINDOW_LOG } })]
    : [stored, createGunzip({ chunkSize: CHUNK_BYTES })];
  // An error of either side destroys the unpacker with it, and so reaches whoever reads.
  pipeline(Readable.from(bytes, { objectMode: false }), unpacker, () => undefined);
  try {
    yield* unpacker as AsyncIterable<Buffer>;
  } catch (error) {
    throw failureOf(error, part);
  }
}

function failureOf(error: unknown, part: number): unknown {
  const code = codesOf(error).find((candidate) => /^(Z_|ZSTD_)/.test(candidate));
  if (code === undefined) return error;
  return code === 'ZSTD_error_frameParameter_windowTooLarge'
    ? new SyncFailure('DECOMPRESSION_LIMIT', `Part ${part} needs a window of more than ${2 ** LARGEST_WINDOW_LOG} bytes to be unpacked.`, { cause: error })
    : new SyncFailure('ROW_MALFORMED', `Part ${part} cannot be unpacked (${code}).`, { cause: error });
}

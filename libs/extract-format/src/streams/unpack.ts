import type { Duplex } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Compression } from '@syncline/contract';

/** Bytes that the decompressor hands on at once: large enough that their number does not matter, small enough to bound memory. */
const CHUNK_BYTES = 64 * 1024;

type Engine = Duplex & { readonly bytesWritten: number };

const ENGINES: Readonly<Record<Exclude<Compression, 'none'>, () => Engine>> = {
  gzip: () => createGunzip({ chunkSize: CHUNK_BYTES }),
  zstd: () => createZstdDecompress({ chunkSize: CHUNK_BYTES }),
};

/**
 * Canonical bytes from stored ones, of which not one may be left over. A file of several frames (parallel compressors make
 * them) is unpacked whole; bytes that belong to no frame are an error.
 *
 * Node's decompressors end with the frame and drop what stands behind it in the same chunk without a word, so that the
 * result would depend on how the bytes happened to be cut. So each frame gets an engine of its own, and what an engine did
 * not take goes to the next one.
 * @throws Error of the decompressor, also where bytes are left over; what reading `stored` throws
 */
export async function* unpack(stored: AsyncIterable<Buffer>, compression: Compression): AsyncGenerator<Buffer> {
  if (compression === 'none') {
    yield* stored;
    return;
  }
  const input = new Input(stored);
  try {
    do {
      const engine = ENGINES[compression]();
      const fed = input.feed(engine);
      yield* engine as AsyncIterable<Buffer>;
      await fed;
    } while (await input.hasMore());
  } finally {
    await input.close();
  }
}

/** Stored bytes, chunk by chunk; what was not taken of a chunk is the next one. */
class Input {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer | null = null;

  constructor(stored: AsyncIterable<Buffer>) {
    this.#chunks = stored[Symbol.asyncIterator]();
  }

  /** Until the engine has ended or there is nothing more. Errors become the engine's, and so reach whoever reads. */
  async feed(engine: Engine): Promise<void> {
    try {
      for (let chunk = await this.#next(); chunk !== null; chunk = await this.#next()) {
        const before = engine.bytesWritten;
        await write(engine, chunk);
        const taken = engine.bytesWritten - before;
        if (taken === chunk.length) continue;
        this.#rest = chunk.subarray(taken);
        return;
      }
      engine.end();
    } catch (error) {
      engine.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async hasMore(): Promise<boolean> {
    this.#rest = await this.#next();
    return this.#rest !== null;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #next(): Promise<Buffer | null> {
    for (let chunk = this.#rest; ; ) {
      this.#rest = null;
      if (chunk !== null && chunk.length > 0) return chunk;
      const next = await this.#chunks.next();
      if (next.done === true) return null;
      chunk = next.value;
    }
  }
}

/** Also over when the engine is closed, because whoever reads has stopped. */
const write = (engine: Engine, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    engine.once('close', resolve);
    engine.write(chunk, (error) => {
      engine.off('close', resolve);
      if (error) reject(error);
      else resolve();
    });
  });

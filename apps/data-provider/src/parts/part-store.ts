import { createHash, randomUUID, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform, type Duplex, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import type { Compression } from '@syncline/contract';
import { DigestTap } from '@syncline/extract-format';
import { reach } from '../extracts/building/crash-points.ts';

/**
 * The part files of all extracts, in a folder that the instances of one provider share.
 *
 * A part is written under a name that nobody looks for, in a folder of its build, synced to disk and then renamed to the
 * digest of its bytes; then the folder is synced too. So a file under a digest is whole, or it was damaged afterwards,
 * which its reader finds out: the name says what it must be. The same content sealed twice is one file.
 *
 * Before it is renamed, an empty file of its name is made in the folder of its build: so a build killed anywhere leaves
 * its own folder below `building/`, and in it the names of all it has stored. Who removes it (`BuildFolders`) knows which
 * files it may have to remove with it, without looking through those of all extracts.
 */
export interface StoredPart {
  /** Length and SHA-256 of the canonical bytes. */
  readonly bytes: number;
  readonly digest: string;
  /** Of the bytes as they are stored and served. */
  readonly storedBytes: number;
  readonly storedDigest: string;
}

const EXTENSIONS: Readonly<Record<Compression, string>> = { none: 'csv', gzip: 'csv.gz', zstd: 'csv.zst' };

/** What a compressor gives out at once: as much as it is given, so that it is woken once for each block. */
const CHUNK_BYTES = 256 * 1024;

/**
 * The lowest level of each: measured on 124 MB of positions, zstd 1 takes 0.65 s of CPU time for 27 MB and zstd 3 takes
 * 1.2 s for 32 MB. Sealing is bounded by CPU time, and so is whoever unpacks.
 */
const COMPRESSORS: Readonly<Record<Compression, () => Duplex>> = {
  // A copy: see `feed`.
  none: () => new Transform({ transform: (chunk: Buffer, _encoding, done) => done(null, Buffer.from(chunk)) }),
  gzip: () => createGzip({ level: 1, chunkSize: CHUNK_BYTES }),
  zstd: () => createZstdCompress({ chunkSize: CHUNK_BYTES, params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
};

/**
 * Puts blocks into a stream one by one: the next is asked for when the stream has no use for the one before any more, so
 * that its memory may be used again. An error of the blocks becomes the stream's; the stream's own ends the feeding.
 * @returns how many bytes there were
 */
async function feed(blocks: AsyncIterable<Buffer>, hash: Hash, into: Writable): Promise<number> {
  let length = 0;
  try {
    for await (const block of blocks) {
      hash.update(block);
      length += block.length;
      await new Promise<void>((resolve, reject) => into.write(block, (error) => (error ? reject(error) : resolve())));
    }
    into.end();
  } catch (error) {
    into.destroy(error instanceof Error ? error : new Error(String(error)));
  }
  return length;
}

/** What a part file is called by: `<storedDigest>.<extension>`. */
export interface PartName {
  readonly storedDigest: string;
  readonly compression: Compression;
}

const NAME = /^([0-9a-f]{64})\.(csv(?:\.[a-z]+)?)$/;
const COMPRESSIONS = Object.keys(EXTENSIONS) as Compression[];

export class PartStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where a part lies, by the digest of its stored bytes. */
  pathOf(storedDigest: string, compression: Compression): string {
    return join(this.#folder, 'parts', storedDigest.slice(0, 2), `${storedDigest}.${EXTENSIONS[compression]}`);
  }

  /**
   * Stores canonical bytes as they come, with bounded memory.
   * @param build the lease token of the build: the name of its folder
   */
  async write(build: string, bytes: AsyncIterable<Buffer>, compression: Compression, signal: AbortSignal): Promise<StoredPart> {
    const path = join(this.#buildFolder(build), randomUUID());
    await mkdir(dirname(path), { recursive: true });
    const [compressor, stored, canonical] = [COMPRESSORS[compression](), new DigestTap(), createHash('sha256')];
    const fed = feed(bytes, canonical, compressor);
    // `flush`: on disk before it is closed.
    await pipeline([compressor, stored, createWriteStream(path, { flags: 'wx', flush: true })], { signal });
    const length = await fed;
    reach('part-synced');
    await this.#publish(path, this.pathOf(stored.digest, compression));
    reach('part-stored');
    return { bytes: length, digest: canonical.digest('hex'), storedBytes: stored.bytes, storedDigest: stored.digest };
  }

  async #publish(path: string, target: string): Promise<void> {
    await writeFile(join(dirname(path), basename(target)), '');
    const made = await mkdir(dirname(target), { recursive: true });
    // The first folder that was made: it is named by the one above it.
    if (made !== undefined) await syncFolder(dirname(made));
    await rename(path, target);
    await syncFolder(dirname(target));
  }

  /** The parts that a build has stored, or was about to. */
  async storedBy(build: string): Promise<PartName[]> {
    const names = await readdir(this.#buildFolder(build)).catch(() => []);
    return names.flatMap((name) => {
      const [, storedDigest, extension] = NAME.exec(name) ?? [];
      const compression = COMPRESSIONS.find((each) => EXTENSIONS[each] === extension);
      return storedDigest === undefined || compression === undefined ? [] : [{ storedDigest, compression }];
    });
  }

  /** Removes what a build left unfinished; nothing if there is nothing. */
  async discard(build: string): Promise<void> {
    await rm(this.#buildFolder(build), { recursive: true, force: true });
  }

  /** Builds that have left something behind or are under way. */
  async unfinishedBuilds(): Promise<string[]> {
    return readdir(join(this.#folder, 'building')).catch(() => []);
  }

  #buildFolder(build: string): string {
    return join(this.#folder, 'building', build);
  }
}

/** A new name, by a rename or of a new folder, is on disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

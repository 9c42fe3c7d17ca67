import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, type Duplex, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import type { Compression } from '@syncline/contract';
import { DigestTap } from '@syncline/extract-format';

/**
 * The part files of all extracts, in a folder that the instances of one provider share.
 *
 * A part is written under a name that nobody looks for, in a folder of its build, synced to disk and then renamed to the
 * digest of its bytes; then the folder is synced too. So a file under a digest is whole, or it was damaged afterwards,
 * which its reader finds out: the name says what it must be. The same content sealed twice is one file. A build killed
 * anywhere leaves at most its own folder below `building/`, which is removed when its lease is over.
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
const COMPRESSORS: Readonly<Record<Compression, () => Duplex>> = {
  none: () => new PassThrough(), gzip: () => createGzip(), zstd: () => createZstdCompress(),
};

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
  async write(build: string, bytes: Readable, compression: Compression, signal: AbortSignal): Promise<StoredPart> {
    const path = join(this.#buildFolder(build), randomUUID());
    await mkdir(dirname(path), { recursive: true });
    const [canonical, stored] = [new DigestTap(), new DigestTap()];
    // `flush`: on disk before it is closed.
    await pipeline(bytes, canonical, COMPRESSORS[compression](), stored, createWriteStream(path, { flags: 'wx', flush: true }), { signal });
    await this.#publish(path, this.pathOf(stored.digest, compression));
    return { bytes: canonical.bytes, digest: canonical.digest, storedBytes: stored.bytes, storedDigest: stored.digest };
  }

  async #publish(path: string, target: string): Promise<void> {
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target);
    await syncFolder(dirname(target));
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

/** A rename is on disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

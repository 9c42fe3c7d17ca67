import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { DomainError, type Compression } from '@syncline/contract';
import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { PartStore } from './part-store.ts';

/** A part as the database knows it. */
export interface PartRecord {
  readonly extractId: string;
  readonly n: number;
  readonly storedDigest: string;
  readonly storedBytes: number;
  readonly compression: Compression;
}

/** Files known to be right are remembered, so many at most; the oldest is forgotten first. */
const MOST_REMEMBERED = 10_000;

/**
 * Opens part files, and only whole ones. A file is digested before it is served for the first time and again whenever it is
 * not the same file any more (number, length, time of last change); what is not what its name says is never sent.
 */
@Injectable()
export class PartReader {
  /** Path → the state of the file that was found right. */
  readonly #proven = new Map<string, string>();
  /** Files that are being digested: who asks for one at the same time waits for that. */
  readonly #proving = new Map<string, Promise<string>>();

  constructor(
    private readonly store: PartStore,
    private readonly logger: Logger,
  ) {}

  /**
   * The open file; the caller closes it.
   * @throws DomainError PART_UNAVAILABLE if it is missing or damaged: the extract is sealed, so this is never a 404
   */
  async open(part: PartRecord): Promise<FileHandle> {
    const path = this.store.pathOf(part.storedDigest, part.compression);
    let file: FileHandle | undefined;
    try {
      file = await open(path, 'r');
      await this.#prove(path, file, part);
      return file;
    } catch (error) {
      await file?.close();
      this.#proven.delete(path);
      this.logger.error({ err: error, extractId: part.extractId, part: part.n, path }, 'a sealed part cannot be served: restore its file from a backup');
      throw new DomainError('PART_UNAVAILABLE', `Part ${part.n} is missing or damaged where it is stored; its file, with the digest ${part.storedDigest}, must be restored.`, { retryAfterSeconds: 5, cause: error });
    }
  }

  async #prove(path: string, file: FileHandle, { storedDigest, storedBytes }: PartRecord): Promise<void> {
    const { ino, size, ctimeNs } = await file.stat({ bigint: true });
    const state = `${ino}/${size}/${ctimeNs}`;
    if (this.#proven.get(path) === state) return;
    if (size !== BigInt(storedBytes)) throw new Error(`the file has ${size} bytes in place of ${storedBytes}`);
    if ((await this.#digest(`${path} ${state}`, file)) !== storedDigest) throw new Error('the file is not what was sealed');
    this.#remember(path, state);
  }

  /** Of all who ask for the same state of a file at the same time, one reads it. */
  async #digest(name: string, file: FileHandle): Promise<string> {
    const digest = this.#proving.get(name) ?? digestOf(file);
    this.#proving.set(name, digest);
    try {
      return await digest;
    } finally {
      this.#proving.delete(name);
    }
  }

  #remember(path: string, state: string): void {
    const [oldest] = this.#proven.keys();
    if (this.#proven.size >= MOST_REMEMBERED && oldest !== undefined) this.#proven.delete(oldest);
    this.#proven.set(path, state);
  }
}

async function digestOf(file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of file.createReadStream({ autoClose: false, start: 0 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

import { hash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Values kept in memory (about 100 bytes each) before they go to disk. */
const MOST_IN_MEMORY = 200_000;
/** A value stands for 16 bytes of its SHA-256: among 10^12 values two would share them once in 10^14 tries. */
const BYTES = 16;
const FILES = 256;
const BUFFER_BYTES = 2048 * BYTES;

/**
 * Counts how many of the texts it is shown are distinct, exactly, with bounded memory.
 *
 * Small sets stay in memory. Larger ones are spread over 256 files by the first byte of their digest, and each file is
 * counted for itself in the end, since equal texts are in the same one.
 */
export class DistinctCounter {
  readonly #parent: string;
  readonly #mostInMemory: number;
  readonly #seen = new Set<string>();
  #spill: Spill | null = null;

  /** @param parent a folder for files that go when it is closed */
  constructor(parent: string, mostInMemory = MOST_IN_MEMORY) {
    this.#parent = parent;
    this.#mostInMemory = mostInMemory;
  }

  add(text: string): void {
    const digest = hash('sha256', text, 'buffer').subarray(0, BYTES);
    if (this.#spill !== null) {
      this.#spill.add(digest);
      return;
    }
    this.#seen.add(digest.toString('latin1'));
    if (this.#seen.size <= this.#mostInMemory) return;
    this.#spill = new Spill(this.#parent);
    for (const one of this.#seen) this.#spill.add(Buffer.from(one, 'latin1'));
    this.#seen.clear();
  }

  count(): number {
    return this.#spill === null ? this.#seen.size : this.#spill.count();
  }

  /** Removes its files; may be called again. */
  close(): void {
    this.#spill?.close();
  }
}

class Spill {
  readonly #folder: string;
  readonly #files: { readonly fd: number; readonly path: string; readonly buffer: Buffer; used: number }[];

  constructor(parent: string) {
    this.#folder = mkdtempSync(join(parent, 'distinct-'));
    this.#files = Array.from({ length: FILES }, (_none, n) => {
      const path = join(this.#folder, String(n));
      return { fd: openSync(path, 'w', 0o600), path, buffer: Buffer.allocUnsafe(BUFFER_BYTES), used: 0 };
    });
  }

  add(digest: Buffer): void {
    const file = this.#files[digest[0] ?? 0];
    if (file === undefined) return;
    file.used += digest.copy(file.buffer, file.used);
    if (file.used < file.buffer.length) return;
    writeSync(file.fd, file.buffer);
    file.used = 0;
  }

  count(): number {
    let count = 0;
    for (const { fd, path, buffer, used } of this.#files) {
      writeSync(fd, buffer, 0, used);
      const bytes = readFileSync(path, 'latin1');
      const seen = new Set<string>();
      for (let at = 0; at < bytes.length; at += BYTES) seen.add(bytes.slice(at, at + BYTES));
      count += seen.size;
    }
    return count;
  }

  close(): void {
    for (const { fd } of this.#files.splice(0)) closeSync(fd);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

import { open, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Compression } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import { PartStore } from './part-store.ts';

export interface PartFile {
  readonly storedDigest: string;
  readonly compression: Compression;
}

/** Part files as things that lie on a disk: whether they are there, and their end. */
@Injectable()
export class PartFiles {
  constructor(private readonly store: PartStore) {}

  /** Those that are not there in their full length. */
  async missing<P extends PartFile & { readonly storedBytes: number }>(parts: readonly P[]): Promise<P[]> {
    const sizes = await Promise.all(parts.map((part) => stat(this.#pathOf(part)).then(({ size }) => size, () => undefined)));
    return parts.filter((part, index) => sizes[index] !== part.storedBytes);
  }

  /** Removes files for good, also through a loss of power; what is not there any more is no error. */
  async remove(parts: readonly PartFile[]): Promise<void> {
    for (const part of parts) await unlink(this.#pathOf(part)).catch(unlessMissing);
    for (const folder of new Set(parts.map((part) => dirname(this.#pathOf(part))))) await syncFolder(folder).catch(unlessMissing);
  }

  #pathOf({ storedDigest, compression }: PartFile): string {
    return this.store.pathOf(storedDigest, compression);
  }
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

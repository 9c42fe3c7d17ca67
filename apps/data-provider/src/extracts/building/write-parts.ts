import type { ManifestPart } from '@syncline/contract';
import { parseCsvRows } from '@syncline/extract-format';
import type { SourceReader } from '../../golden-source/golden-source.ts';
import type { SourceRows } from '../../golden-source/source-rows.ts';
import type { PartStore, StoredPart } from '../../parts/part-store.ts';
import { reach } from './crash-points.ts';
import { cutParts, type PartOfRun } from './cut-parts.ts';
import { runSelect, type PartRun } from './part-runs.ts';

export interface PartTarget {
  readonly store: PartStore;
  /** The lease token, which names the folder of what is unfinished. */
  readonly build: string;
  readonly signal: AbortSignal;
}

/**
 * Reads one run into part files. A part is synced to disk while the next one is read already; two in the making a run at
 * most, so that memory is bounded.
 * @param ends the keys that end the full parts, which the parts as they are cut must end with
 */
export async function writeParts(reader: SourceReader, rows: SourceRows, run: PartRun, ends: readonly (readonly string[])[], target: PartTarget): Promise<ManifestPart[]> {
  const written: Promise<ManifestPart>[] = [];
  try {
    for await (const part of cutParts(reader.canonicalRows(runSelect(rows, run), rows.view.partRows))) {
      await written.at(-1);
      const [stored, hasBeenRead] = writing(part, rows, target);
      const made = partOf(part, stored, rows, run.firstPart + written.length, ends);
      // It is waited for later; until then its failure must not end the process.
      made.catch(() => undefined);
      written.push(made);
      await hasBeenRead;
    }
    return await Promise.all(written);
  } finally {
    // Nothing goes on behind the caller's back, and nothing fails there.
    await Promise.allSettled(written);
  }
}

/** The part on its way to the disk, and the moment when all its rows have been read (or never will be). */
function writing({ blocks }: PartOfRun, { view }: SourceRows, { store, build, signal }: PartTarget): [stored: Promise<StoredPart>, hasBeenRead: Promise<void>] {
  let wasRead = (): void => undefined;
  const hasBeenRead = new Promise<void>((resolve) => (wasRead = resolve));
  async function* untilRead(): AsyncGenerator<Buffer> {
    for await (const block of blocks) {
      yield block;
      reach('part-writing');
    }
    wasRead();
  }
  const stored = store.write(build, untilRead(), view.compression, signal);
  stored.catch(wasRead);
  return [stored, hasBeenRead];
}

async function partOf(part: PartOfRun, stored: Promise<StoredPart>, rows: SourceRows, n: number, ends: readonly (readonly string[])[]): Promise<ManifestPart> {
  const bytes = await stored;
  const { rows: count, firstRow, lastRow } = part.summary();
  const [firstKey, lastKey] = [keyOf(rows, firstRow), keyOf(rows, lastRow)];
  const end = ends[n - 1];
  if (end !== undefined && JSON.stringify(end) !== JSON.stringify(lastKey)) {
    throw new Error(`part ${n} ends with the key (${lastKey.join(', ')}) in place of (${end.join(', ')}): the source does not hold its snapshot or the order of its keys`);
  }
  return { n, firstKey, lastKey, rows: count, ...bytes };
}

function keyOf({ view: { key, columns } }: SourceRows, row: string): string[] {
  const [fields = []] = [...parseCsvRows(row)];
  return key.map((name) => fields[columns.findIndex((column) => column.name === name)] ?? '');
}

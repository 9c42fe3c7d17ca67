import type { Manifest, ManifestPart } from '@syncline/contract';
import type { Field } from '@syncline/extract-format/rows';
import type { BulkConnection } from '../bulk/bulk-connection.ts';
import { canonicalSelect, type TableRef } from '../bulk/table-sql.ts';
import type { Proof } from '../file-syncs/file-sync.protocol.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import { PartDownload } from '../loading/part-download.ts';
import { PartRows } from '../loading/part-rows.ts';
import type { PartSource } from '../loading/part-source.ts';
import { readRejectedLines } from '../persistence/sql/read-rejected-lines.sql.ts';
import { rowsOf } from './csv-stream.ts';
import { differences } from './domain/difference.ts';
import { KeptDifferences } from './domain/kept-differences.ts';
import type { ProofOfTable } from './prove.ts';

export interface DifferenceSearch {
  readonly connection: BulkConnection;
  readonly table: TableRef;
  readonly manifest: Manifest;
  readonly source: PartSource;
  /** The file sync that loaded it: rows that it rejected are not missing. */
  readonly fileSyncId: string;
  /** How many are kept; all are counted. */
  readonly max: number;
}

export interface Named extends Omit<Proof, 'checks'> {
  /** Why the search ended before all were found; null: it did not. */
  readonly unnamed: string | null;
}

/** The transaction that is proven wrong stays open for no longer than this to name rows; it keeps writers waiting. */
const LONGEST_SEARCH_MS = 120_000;

/**
 * Names the rows because of which a proof failed: the sealed part, fetched again, against the rows of its key range, on the
 * same connection and so in the same state that was proven wrong. Only here do rows become objects, one at a time; memory
 * is bounded by those that are kept. Whatever ends the search early is told, and what was found is not lost.
 */
export async function findDifferences(search: DifferenceSearch, { mismatched }: Pick<ProofOfTable, 'mismatched'>): Promise<Named> {
  const kept = new KeptDifferences(search.max);
  const longest = AbortSignal.timeout(LONGEST_SEARCH_MS);
  try {
    for (const range of mismatched) {
      const part = search.manifest.parts.find(({ n }) => n === range.n);
      const rejected = await rejectedLines(search, range.n);
      const served = rowsOf(search.connection.readRows(canonicalSelect(search.connection.dialect, search.table, range)));
      for await (const difference of differences(search.table, inTime(longest, sealedRows(search, part, rejected)), served)) {
        kept.add(difference);
        refuseLate(longest);
      }
    }
    return { differences: kept.first, differencesTotal: kept.total, unnamed: null };
  } catch (error) {
    const why = error instanceof SyncFailure ? error.detail : error instanceof Error ? error.message : String(error);
    return { differences: kept.first, differencesTotal: kept.total, unnamed: why.replace(/\.$/, '') };
  }
}

/** Also where rows come slowly and none of them differs. */
async function* inTime<T>(longest: AbortSignal, rows: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const row of rows) {
    refuseLate(longest);
    yield row;
  }
}

function refuseLate(longest: AbortSignal): void {
  if (longest.aborted) throw new Error(`the search was given up after ${LONGEST_SEARCH_MS / 1000} s`);
}

async function rejectedLines({ connection, fileSyncId }: DifferenceSearch, partNumber: number): Promise<ReadonlySet<number>> {
  return new Set((await connection.query(readRejectedLines, { fileSyncId, partNumber })).map(({ lineNumber }) => lineNumber));
}

/** @throws SyncFailure when the part is no longer what was sealed: no difference would mean anything then */
async function* sealedRows({ manifest, source }: DifferenceSearch, part: ManifestPart | undefined, rejected: ReadonlySet<number>): AsyncGenerator<Field[]> {
  if (part === undefined) return;
  const download = new PartDownload(part, source);
  try {
    let line = 0;
    for await (const row of rowsOf(new PartRows(part, manifest.compression, () => undefined).of(download.bytes()))) {
      line += 1;
      if (!rejected.has(line)) yield row;
    }
    await download.verify();
  } finally {
    await download.close();
  }
}

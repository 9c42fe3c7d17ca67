import { type Column, formatCount, formatTable } from '@syncline/syncline-cli';
import type { FileProof } from './proof.ts';

const COLUMNS: readonly Column[] = [
  { title: 'file', align: 'left' },
  ...['expected', 'loaded', 'inserted', 'updated', 'deleted', 'unchanged', 'rows/s'].map((title): Column => ({ title, align: 'right' })),
  { title: 'digest', align: 'left' },
];

/**
 * A line a file: rows expected and loaded, what the publish changed, how fast, and whether the digest read back is the sealed one.
 * @param late files whose source closed after the run began: what they took is mostly waiting, and no measure of anything
 */
export function proofTable(files: readonly FileProof[], late: ReadonlySet<string> = new Set()): string[] {
  return formatTable(COLUMNS, files.map((proof) => row(proof, late.has(proof.file))));
}

function row({ file, sync, digest }: FileProof, isLate: boolean): string[] {
  const counts = [sync?.rowsExpected, sync?.rowsLoaded, sync?.inserted, sync?.updated, sync?.deleted, sync?.unchanged];
  return [file, ...counts.map(formatCount), isLate ? 'waited' : rowsPerSecond(sync), digestCell(digest)];
}

/** Over the whole way of the file, from its start to its end: download, load, read-back and publish. */
function rowsPerSecond(sync: FileProof['sync']): string {
  if (sync?.startedAt == null || sync.endedAt === null) return '-';
  const seconds = (Date.parse(sync.endedAt) - Date.parse(sync.startedAt)) / 1000;
  return seconds > 0 ? formatCount(sync.rowsLoaded / seconds) : '-';
}

function digestCell(digest: FileProof['digest']): string {
  if (digest === null) return 'not checked';
  return digest.matched ? 'matched' : 'DIFFERS';
}

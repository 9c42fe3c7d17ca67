import type { FileSync } from '@syncline/contract';
import type { Progress } from '@syncline/syncline-cli';

const PHASES: Readonly<Record<FileSync['state'], string>> = {
  PENDING: 'waiting',
  EXTRACTING: 'extracting',
  LOADING: 'loading',
  PROVING: 'proving',
  PUBLISHING: 'publishing',
  SUCCEEDED: 'proven',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/** One entry a file, in the order of the definitions; a file that the consumer does not know of yet is waiting. */
export function fileProgress(files: readonly string[], syncs: readonly FileSync[]): Progress[] {
  return files.map((file) => {
    const sync = currentSync(syncs, file);
    const isProven = sync?.state === 'SUCCEEDED' && sync.result === 'MATCHED';
    return {
      label: file,
      phase: sync === undefined ? 'waiting' : sync.state === 'SUCCEEDED' && !isProven ? 'not proven' : PHASES[sync.state],
      isOver: sync?.endedAt != null,
      isGood: isProven,
      rowsDone: sync?.rowsLoaded ?? 0,
      rowsTotal: sync?.rowsExpected ?? null,
    };
  });
}

/** Of a file's syncs in one run (newest first) the one that counts: the one that succeeded, else that of the newest attempt. */
export function currentSync(syncs: readonly FileSync[], file: string): FileSync | undefined {
  const own = syncs.filter((sync) => sync.file === file);
  return own.find((sync) => sync.state === 'SUCCEEDED') ?? own.toSorted((a, b) => b.attempt - a.attempt)[0];
}

import type { FileSync } from '@syncline/contract';

/** Where one file stands, as far as a person wants to know while waiting. */
export interface FileProgress {
  readonly file: string;
  /** In words: waiting, extracting, loading, proving, publishing, proven, failed, cancelled. */
  readonly phase: string;
  readonly isOver: boolean;
  readonly isProven: boolean;
  readonly rowsLoaded: number;
  /** Null until the manifest has been read. */
  readonly rowsExpected: number | null;
}

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
export function fileProgress(files: readonly string[], syncs: readonly FileSync[]): FileProgress[] {
  return files.map((file) => {
    const sync = currentSync(syncs, file);
    const isProven = sync?.state === 'SUCCEEDED' && sync.result === 'MATCHED';
    return {
      file,
      phase: sync === undefined ? 'waiting' : sync.state === 'SUCCEEDED' && !isProven ? 'not proven' : PHASES[sync.state],
      isOver: sync?.endedAt != null,
      isProven,
      rowsLoaded: sync?.rowsLoaded ?? 0,
      rowsExpected: sync?.rowsExpected ?? null,
    };
  });
}

/** Of a file's syncs in one run (newest first) the one that counts: the one that succeeded, else that of the newest attempt. */
export function currentSync(syncs: readonly FileSync[], file: string): FileSync | undefined {
  const own = syncs.filter((sync) => sync.file === file);
  return own.find((sync) => sync.state === 'SUCCEEDED') ?? own.toSorted((a, b) => b.attempt - a.attempt)[0];
}

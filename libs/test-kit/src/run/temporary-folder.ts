import { mkdir, mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deleteWithProcess } from './keeper.ts';
import { runOfJest } from './run-of-jest.ts';

/** Where the runs of one user have their folders. */
export const runsFolder = (): string => join(tmpdir(), `syncline-tests-${process.getuid?.() ?? 0}`);

/** A new empty folder that goes with the run of Jest, however that ends. */
export async function temporaryFolder(prefix = 'folder'): Promise<string> {
  const { pid, key } = runOfJest();
  const folder = join(runsFolder(), key);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (await isFirst(join(folder, 'kept'))) deleteWithProcess(pid, folder);
  return mkdtemp(join(folder, `${prefix}-`));
}

/** The file system lets exactly one create the file. */
export const isFirst = (file: string): Promise<boolean> =>
  open(file, 'wx').then(
    (handle) => handle.close().then(() => true),
    () => false,
  );

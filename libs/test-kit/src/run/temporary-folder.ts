import { closeSync, mkdirSync, mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deleteWithProcess } from './keeper.ts';
import { runOfJest } from './run-of-jest.ts';

/** Where the runs of one user have their folders. */
export const runsFolder = (): string => join(tmpdir(), `syncline-tests-${process.getuid?.() ?? 0}`);

/** A new empty folder that goes with the run of Jest, however that ends. */
export function temporaryFolder(prefix = 'folder'): string {
  const { pid, key } = runOfJest();
  const folder = join(runsFolder(), key);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (isFirst(join(folder, 'kept'))) deleteWithProcess(pid, folder);
  return mkdtempSync(join(folder, `${prefix}-`));
}

/** The file system lets exactly one create the file. */
export function isFirst(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx'));
    return true;
  } catch {
    return false;
  }
}

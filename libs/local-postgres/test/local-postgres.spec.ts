import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InUseError, PortTakenError, removeLocalPostgres, startLocalPostgres, withClient } from '../src/index.ts';
import type { LocalPostgres, LocalPostgresOptions } from '../src/index.ts';
import { packagedBinaries } from '../src/native-binaries.ts';
import { isGone, serverPidIn } from './processes.ts';
import { startElsewhere } from './owner-process.ts';

const asRoot = process.getuid?.() === 0;
const folders: string[] = [];
const servers: LocalPostgres[] = [];

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'syncline-local-postgres-'));
  folders.push(folder);
  return join(folder, 'postgres');
};
const start = async (options: Partial<LocalPostgresOptions> = {}): Promise<LocalPostgres> => {
  const server = await startLocalPostgres({ dataDir: await newFolder(), durable: false, onlyAsLongAs: process.pid, ...options });
  servers.push(server);
  return server;
};
const query = <R extends object>(url: string, sql: string): Promise<R[]> => withClient(url, async (client) => (await client.query<R>(sql)).rows);

afterEach(async () => {
  for (const server of servers.splice(0)) await server.remove();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describe('a local server', () => {
  it('is PostgreSQL 18 in UTF-8 and C, for the password and on the loopback only', async () => {
    const server = await start();
    await server.createDatabase('app');
    await server.createDatabase('app');
    const settings = await query(server.url('app'), `
      SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('server_encoding') AS encoding, datcollate AS locale,
             current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets,
             current_setting('fsync') AS fsync, current_setting('password_encryption') AS passwords
      FROM pg_database WHERE datname = current_database()`);
    expect(settings).toEqual([
      { version: 18, encoding: 'UTF8', locale: 'C', addresses: '127.0.0.1', sockets: '', fsync: 'off', passwords: 'scram-sha-256' },
    ]);
    const hba = await query<{ auth_method: string }>(server.url('app'), 'SELECT DISTINCT auth_method FROM pg_hba_file_rules');
    expect(hba).toEqual([{ auth_method: 'scram-sha-256' }]);
    const wrong = new URL(server.url('app'));
    wrong.password = 'password';
    await expect(query(wrong.toString(), 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('keeps its password where only its user can read it', async () => {
    const server = await start();
    const file = join(server.dataFolder, 'password');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(new URL(server.url('x')).password).toBe((await readFile(file, 'utf8')).trim());
    expect((await stat(server.dataFolder)).mode & 0o077).toBe(0);
  });

  it('has its data again at the next start, with what that start asks for', async () => {
    const dataDir = await newFolder();
    const first = await start({ dataDir });
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    await first.stop(); // twice is once
    const second = await start({ dataDir, durable: true, settings: { work_mem: '7MB', application_name: `it's` } });
    await expect(query(second.url('postgres'), `SELECT n, current_setting('fsync') AS fsync, current_setting('work_mem') AS memory FROM kept`))
      .resolves.toEqual([{ n: 7, fsync: 'on', memory: '7MB' }]);
  });

  it('says which port is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as AddressInfo;
    const attempt = start({ port });
    await expect(attempt).rejects.toThrow(PortTakenError);
    await expect(attempt).rejects.toThrow(`Port ${port} is taken by another program`);
    squatter.close();
  });

  it('comes back from a hard stop on the same port, with what was committed', async () => {
    const server = await start({ durable: true });
    const url = server.url('postgres');
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await withClient(url, async (client) => {
      await client.query('BEGIN; INSERT INTO kept VALUES (8)');
      await server.restartImmediate();
    }).catch(() => undefined); // that client's connection is gone, which is the point
    await expect(query(url, 'SELECT n FROM kept')).resolves.toEqual([{ n: 7 }]);
  });

  it('leaves nothing behind when it is removed', async () => {
    const server = await start();
    const pid = await serverPidIn(server.dataFolder);
    await server.remove();
    await expect(stat(server.dataFolder)).rejects.toThrow('ENOENT');
    await isGone(pid);
  });

  it('makes its files anew when a start was killed while making them', async () => {
    const dataDir = await newFolder();
    const first = await start({ dataDir });
    const folder = first.dataFolder;
    await first.stop();
    await rm(join(folder, 'data'), { recursive: true });
    await mkdir(join(folder, 'data.unfinished'));
    await writeFile(join(folder, 'data.unfinished', 'PG_VERSION'), '18\n');
    const second = await start({ dataDir });
    await expect(query(second.url('postgres'), 'SELECT 1 AS n')).resolves.toEqual([{ n: 1 }]);
    expect(await readdir(folder)).not.toContain('data.unfinished');
  });
});

describe('a server whose processes are killed', () => {
  it('starts again after a kill -9 of the server', async () => {
    const dataDir = await newFolder();
    const first = await start({ dataDir, durable: true });
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(await serverPidIn(first.dataFolder), 'SIGKILL');
    const second = await start({ dataDir, durable: true });
    await expect(query(second.url('postgres'), 'SELECT n FROM kept')).resolves.toEqual([{ n: 7 }]);
  });

  it('starts although another process now has the number in its pid file', async () => {
    const dataDir = await newFolder();
    const first = await start({ dataDir });
    const folder = first.dataFolder;
    const file = join(folder, 'data', 'postmaster.pid');
    const text = await readFile(file, 'utf8');
    await first.stop();
    // Of the same user: one of another user PostgreSQL recognises as a stranger by itself.
    const other = await start();
    const stranger = await serverPidIn(other.dataFolder);
    await writeFile(file, text.replace(/^\d+/, String(stranger)));
    const second = await start({ dataDir });
    await expect(query(second.url('postgres'), 'SELECT 1 AS n')).resolves.toEqual([{ n: 1 }]);
    expect(await serverPidIn(folder)).not.toBe(stranger);
    await expect(query(other.url('postgres'), 'SELECT 1 AS n')).resolves.toEqual([{ n: 1 }]);
  });

  it('is not reached by Ctrl-C; left by a killed owner, it is ended by the next start', async () => {
    const dataDir = await newFolder();
    const left = await startElsewhere({ dataDir, durable: true });
    const pid = await serverPidIn(left.dataFolder);
    await query(left.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await left.signalGroup('SIGINT');
    await expect(query(left.url, 'SELECT n FROM kept')).resolves.toEqual([{ n: 7 }]);

    const next = await start({ dataDir, durable: true });
    await isGone(pid);
    await expect(query(next.url('postgres'), 'SELECT n FROM kept')).resolves.toEqual([{ n: 7 }]);
  });

  it('is not taken from an owner who is alive', async () => {
    const dataDir = await newFolder();
    const other = await startElsewhere({ dataDir, durable: false });
    const attempt = start({ dataDir });
    await expect(attempt).rejects.toThrow(InUseError);
    await expect(attempt).rejects.toThrow(`is in use by process ${other.owner}`);
    await expect(removeLocalPostgres(dataDir)).rejects.toThrow(InUseError);
    await other.signalGroup('SIGKILL');
    await removeLocalPostgres(dataDir);
    await expect(stat(other.dataFolder)).rejects.toThrow('ENOENT');
  });

  it('goes with the process that it was started for, files and all', async () => {
    const dataDir = await newFolder();
    const other = await startElsewhere({ dataDir, durable: false, onlyAsLongAs: 0 });
    const pid = await serverPidIn(other.dataFolder);
    await other.signalGroup('SIGKILL');
    await isGone(pid);
    await isGone(other.dataFolder);
  });
});

(asRoot ? describe : describe.skip)('as root', () => {
  it('puts the files outside, under one name a folder, for the user that the server runs as', async () => {
    const [one, other] = [await start(), await start()];
    expect(one.dataFolder).not.toContain(one.dataDir);
    expect(one.dataFolder).not.toBe(other.dataFolder);
    const { uid } = await stat(one.dataFolder);
    expect(uid).not.toBe(0);
    expect((await stat(`/proc/${await serverPidIn(one.dataFolder)}`)).uid).toBe(uid);
    await expect(stat(one.dataDir)).rejects.toThrow('ENOENT');
  });

  it('works from a copy where nobody else may enter the folder of the binaries, and mends its links', async () => {
    const native = await binariesWithoutLinks(0o700);
    const server = await start({ nativeFolder: native });
    expect(await readlink(`/proc/${await serverPidIn(server.dataFolder)}/exe`)).toBe(join(server.dataFolder, 'binaries', 'native', 'bin', 'postgres'));
    await expect(readlink(join(native, 'lib', 'libpq.so.5'))).resolves.toMatch(/^libpq\.so\.5\.\d+$/);
  });

  it('is the ordinary case for an ordinary user, who may not even mend the binaries: files as asked for, as that user', async () => {
    const home = await mkdtemp(join(tmpdir(), 'syncline-user-'));
    folders.push(home);
    await chown(home, NOBODY, NOBODY);
    // As deep as a checkout may lie: a socket would not fit in there.
    const dataDir = join(home, 'a'.repeat(60), 'b'.repeat(60), 'postgres');
    const server = await startElsewhere({ dataDir, durable: false, nativeFolder: await binariesWithoutLinks(0o755) }, NOBODY);
    expect(server.dataFolder).toBe(dataDir);
    expect((await stat(`/proc/${await serverPidIn(dataDir)}`)).uid).toBe(NOBODY);
    await expect(query(server.url, 'SELECT 1 AS n')).resolves.toEqual([{ n: 1 }]);
    const pid = await serverPidIn(dataDir);
    await server.signalGroup('SIGKILL');
    process.kill(pid, 'SIGQUIT');
    await isGone(pid);
  });
});

const NOBODY = 65_534;

/** As npm lays them out when it does not run the package's script. */
async function binariesWithoutLinks(mode: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'syncline-binaries-'));
  folders.push(folder);
  const native = join(folder, 'native');
  await cp(packagedBinaries(), native, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Array<{ target: string }>;
  for (const { target } of links) await rm(join(native, '..', target), { force: true });
  await chmod(folder, mode);
  return native;
}

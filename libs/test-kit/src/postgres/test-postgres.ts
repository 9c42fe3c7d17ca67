/**
 * One PostgreSQL for a run of Jest.
 *
 * Model: test files share nothing in memory, not even in one process, and several workers may begin at once. So they
 * meet in a folder named after the run. Who creates the file `starting` there (the file system lets one win) starts the
 * server and then puts down `server.json`, whole or not at all; everybody else waits for that. The server belongs to the
 * run, not to the worker that happened to start it: a keeper (see `@syncline/local-postgres`) ends it and deletes the
 * folder when Jest's main process is gone, however that ended. Nothing is started for a run that never asks.
 */
import { createDatabase, dropDatabase, startLocalPostgres } from '@syncline/local-postgres';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../eventually.ts';
import { runOfJest } from '../run/run-of-jest.ts';
import { isFirst, runsFolder } from '../run/temporary-folder.ts';

export interface TestPostgres {
  readonly port: number;
  url(database: string): string;
  createDatabase(name: string, template?: string): Promise<void>;
  dropDatabase(name: string): Promise<void>;
}

/** Not that of any machine in the tests and not UTC, with a half hour: code that trusts the server's zone shows. */
export const SERVER_TIME_ZONE = 'Asia/Kolkata';

const START_WITHIN_MS = 90_000;

/** The run's server; started by the first who asks (about a second). */
export async function testPostgres(): Promise<TestPostgres> {
  const run = runOfJest();
  const folder = join(runsFolder(), `${run.key}-postgres`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (isFirst(join(folder, 'starting'))) await announce(folder, start(folder, run.pid));
  const text = await eventually(() => readFile(join(folder, 'server.json'), 'utf8'), { within: START_WITHIN_MS });
  const server = JSON.parse(text) as { url: string } | { error: string };
  if ('error' in server) throw new Error(`The PostgreSQL of this test run did not start: ${server.error}`);
  return connectTo(server.url);
}

async function start(folder: string, pid: number): Promise<string> {
  const server = await startLocalPostgres({
    dataDir: folder,
    durable: false,
    onlyAsLongAs: pid,
    settings: { timezone: SERVER_TIME_ZONE, shared_buffers: '64MB' },
  });
  return server.url('');
}

/** Also a failure is told, so that the others do not wait for a server that never comes. */
async function announce(folder: string, url: Promise<string>): Promise<void> {
  const told = await url.then(
    (value) => ({ url: value }),
    (error: unknown) => ({ error: String(error) }),
  );
  const file = join(folder, 'server.json');
  await writeFile(`${file}.unfinished`, JSON.stringify(told), { mode: 0o600 });
  await rename(`${file}.unfinished`, file);
}

function connectTo(baseUrl: string): TestPostgres {
  const url = (database: string): string => `${baseUrl}${database}`;
  return {
    port: Number(new URL(baseUrl).port),
    url,
    createDatabase: (name, template) => createDatabase(url('postgres'), name, template),
    dropDatabase: (name) => dropDatabase(url('postgres'), name),
  };
}

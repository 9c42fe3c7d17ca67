import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BusinessDateClose } from '@syncline/contract';
import { Database } from '@syncline/database';
import { withClient } from '@syncline/local-postgres';
import { eventually, freePort, startProcess, type TestProcess } from '@syncline/test-kit';
import { ALL_SCOPES, prepareGround, startProvider, type Ground } from './provider.ts';
import { COUNTRIES } from './source.ts';

/** The build of this app (`tsc -b`): what is killed here is what is deployed. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Each row takes its time, so that there is a middle to be killed in. */
const SLOW = `
name: slow
version: 1
source: { query: "select k, pg_sleep(0.05)::text || v as v from slow" }
key: [k]
columns: [{ name: k, type: integer, nullable: false }, { name: v, type: string(10), nullable: false }]
partRows: 20
`;

const listed = (folder: string): Promise<string[]> => readdir(folder, { recursive: true }).catch(() => []);

describe('a build that is interrupted', () => {
  let ground: Ground;
  const extractsDir = (name: string): string => join(ground.environment['EXTRACTS_DIR'] ?? '', name);
  beforeEach(async () => {
    ground = await prepareGround({ countries: COUNTRIES, slow: SLOW });
    await ground.source.run("CREATE TABLE slow AS SELECT k, 'value' || k AS v FROM generate_series(1, 40) k");
  });
  afterEach(() => ground.remove());

  /** Connections of providers to the source that copy rows at the moment. */
  const copying = (): Promise<unknown[]> => ground.source.run("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'COPY (%'");
  const partIsBeingWritten = (): Promise<unknown> => eventually(async () => expect(await copying()).not.toEqual([]), { within: 20_000 });

  it('by kill -9 leaves nothing visible, and another process ends the close', async () => {
    expect(existsSync(MAIN)).toBe(true);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = { ...ground.environment, PORT: String(port), PUBLIC_URL: url };
    const start = (): Promise<TestProcess> => startProcess({ script: MAIN, env, ready: { url: `${url}/health/ready` } });
    const call = async (method: string, path: string): Promise<Response> =>
      fetch(`${url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${await ground.operator.token({ audience: 'data-provider', scope: ALL_SCOPES })}` } });
    let running = await start();
    try {
      const close = (await (await call('POST', '/business-dates/2026-08-04/close')).json()) as BusinessDateClose;
      const slow = close.extracts.find(({ dataset }) => dataset === 'slow');
      await partIsBeingWritten();
      await running.kill('SIGKILL');
      expect(ground.platform.heard).toEqual([]);
      running = await start();
      const manifest = await call('GET', `/extracts/${slow?.id}/manifest`);
      expect([manifest.status, manifest.headers.get('retry-after'), await manifest.json()]).toMatchObject([409, '2', { code: 'EXTRACT_NOT_SEALED' }]);
      await eventually(async () => expect(await (await call('GET', '/business-dates/2026-08-04')).json()).toMatchObject({ state: 'CLOSED', closeNumber: 1 }), { within: 30_000 });
      await eventually(() => expect(ground.platform.heard).toHaveLength(1));
      expect(await (await call('GET', `/extracts/${slow?.id}`)).json()).toMatchObject({ state: 'SEALED', rows: 40, revision: 1 });
      // What the killed one left behind is gone.
      await eventually(async () => expect(await listed(extractsDir('building'))).toEqual([]));
      expect(await running.stop()).toEqual({ code: 0, signal: null });
    } finally {
      await running.kill('SIGKILL');
    }
  }, 90_000);

  it('by a stop in good order is due again at once', async () => {
    const first = await startProvider(ground, { LEASE: 'PT60S' });
    await first.call('/api/v1/business-dates/2026-08-04/close', { method: 'POST' });
    await partIsBeingWritten();
    await first.stop();
    expect(await listed(extractsDir('building'))).toEqual([]);
    const second = await startProvider(ground, { LEASE: 'PT60S' });
    try {
      expect((await second.close('2026-08-04')).state).toBe('CLOSED');
    } finally {
      await second.stop();
    }
  }, 60_000);

  it('by a thief of its lease writes nothing more', async () => {
    const provider = await startProvider(ground, { LEASE: 'PT3S' });
    try {
      await provider.call('/api/v1/business-dates/2026-08-04/close', { method: 'POST' });
      await partIsBeingWritten();
      const database = provider.app.get(Database).dataSource;
      const thief = '00000000-0000-4000-8000-000000000001';
      await database.query("UPDATE extracts SET lease_token = $1, due_at = now() + interval '4 s' WHERE state = 'BUILDING'", [thief]);
      // The holder finds out at its next renewal, stops, and may not even give the build back.
      await eventually(async () => expect([await copying(), await listed(extractsDir('building'))]).toEqual([[], []]));
      expect(await database.query("SELECT lease_token FROM extracts WHERE dataset = 'slow' AND state = 'BUILDING'")).toEqual([{ lease_token: thief }]);
      // And when the thief says no more, the build is anybody's again.
      expect((await provider.close('2026-08-04')).state).toBe('CLOSED');
    } finally {
      await provider.stop();
    }
  }, 60_000);

  it('by a source that goes away is tried again until it is back', async () => {
    const provider = await startProvider(ground);
    try {
      await provider.call('/api/v1/business-dates/2026-08-04/close', { method: 'POST' });
      await partIsBeingWritten();
      await withClient(ground.database.url, (client) => client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'data-provider (golden%' AND datname = $1", [new URL(ground.source.url).pathname.slice(1)]));
      expect((await provider.close('2026-08-04')).state).toBe('CLOSED');
      const [row] = (await provider.app.get(Database).dataSource.query("SELECT builds FROM extracts WHERE dataset = 'slow'")) as { builds: number }[];
      expect(row?.builds).toBeGreaterThan(1);
    } finally {
      await provider.stop();
    }
  }, 60_000);
});

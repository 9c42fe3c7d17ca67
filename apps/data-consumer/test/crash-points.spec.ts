import { fileURLToPath } from 'node:url';
import type { Database } from '@syncline/database';
import { freePort, startProcess, type FreshDatabase } from '@syncline/test-kit';
import { caller, consumerDatabase, environmentOf, fileOf, openDatabase, startWorld, type World } from './harness.ts';
import { DAY_ONE, townsDataset } from './towns.ts';

/** The build of this app (`tsc -b`): what is killed here is what is deployed. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** One file sync dies at each of these in turn; each time the next process takes it over. The fault tests walk all points. */
const WALK = ['staging-prepared', 'part-copying:3', 'part-before-commit:2', 'part-after-commit:2', 'publication-before-commit', 'publication-after-commit'];

let world: World;
let fresh: FreshDatabase;
let database: Database;

const partsIn = async (): Promise<number[]> => (await database.dataSource.query('SELECT part_number FROM part_ledger ORDER BY part_number')).map(({ part_number: n }: { part_number: number }) => n);
const partsAsked = (): number[] => world.provider.record.of('getPart').map(({ url }) => Number(url.split('/').at(-1)));

beforeAll(async () => {
  world = await startWorld([townsDataset()]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
}, 60_000);

afterAll(async () => {
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

it('a file sync whose process is killed again and again ends proven, and loads no committed part twice', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...(await environmentOf(world, fresh.url)), PORT: String(port), PUBLIC_URL: url, LEASE: 'PT1S' };
  const start = (crashAt: object) => startProcess({ script: MAIN, env: { ...env, ...crashAt }, ready: { url: `${url}/health/live` } });
  let running = await start({ CRASH_AT: WALK[0] });
  try {
    expect((await caller(world, url)('PUT', '/files/towns', fileOf(world, 'towns'))).status).toBe(201);
    const ended = world.platform.dispatch({ url: `${url}/api/v1/sync-jobs` }, { businessDate: DAY_ONE, everyMs: 200 });
    for (const [index] of WALK.entries()) {
      expect(await running.exited).toEqual({ code: null, signal: 'SIGKILL' });
      const [committed, asked] = [await partsIn(), partsAsked()];
      world.provider.record.clear();
      const next = WALK[index + 1];
      running = await start(next === undefined ? {} : { CRASH_AT: next });
      if (next === undefined) break;
      await running.exited;
      expect(partsAsked().filter((n) => committed.includes(n))).toEqual([]);
      expect(asked.length).toBeLessThanOrEqual(6);
    }
    expect((await ended).end).toMatchObject({ attempt: 1, state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' }, files: [{ rowsLoaded: 3000, inserted: 3000 }] });
    expect(await database.dataSource.query('SELECT count(*)::int AS n FROM file_sync')).toEqual([{ n: 1 }]);
    expect(await database.dataSource.query('SELECT count(*)::int AS n FROM published.towns')).toEqual([{ n: 3000 }]);
    expect(await running.stop()).toEqual({ code: 0, signal: null });
  } finally {
    await running.kill('SIGKILL');
  }
}, 90_000);

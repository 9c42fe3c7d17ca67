import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Database } from '@syncline/database';
import { eventually, freePort, ownPostgres, startProcess, type TestProcess } from '@syncline/test-kit';
import { caller, consumerDatabase, environmentOf, fileOf, openDatabase, startConsumer, startWorld, type World } from './harness.ts';
import { migrations } from '../src/persistence/migrations/index.ts';
import { entities } from '../src/persistence/entities/index.ts';
import { DAY_ONE, townsDataset } from './towns.ts';

/** The build of this app (`tsc -b`): what is killed here is what is deployed. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const partNumbers = (world: World): number[] => world.provider.record.of('getPart').map(({ url }) => Number(url.split('/').at(-1)));

/** Lets so many parts through and keeps the answer to the next waiting, until the faults are cleared and the wait is over. */
const stallAfter = (world: World, parts: number): void => {
  let served = 0;
  world.provider.record.onSettled(({ operation }) => {
    if (operation === 'getPart' && (served += 1) === parts) world.provider.faults.inject('getPart', { kind: 'delay', ms: 5_000 }, 2);
  });
};

it('a consumer killed while it loads is followed by one that loads only what is missing, and proves it', async () => {
  expect(existsSync(MAIN)).toBe(true);
  const world = await startWorld([townsDataset()]);
  const fresh = await consumerDatabase();
  const database = await openDatabase(fresh.url);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...(await environmentOf(world, fresh.url)), PORT: String(port), PUBLIC_URL: url, LEASE: 'PT2S' };
  const start = (): Promise<TestProcess> => startProcess({ script: MAIN, env, ready: { url: `${url}/health/ready` } });
  let running = await start();
  try {
    expect((await caller(world, url)('PUT', '/files/towns', fileOf(world, 'towns'))).status).toBe(201);
    stallAfter(world, 3);
    const ended = world.platform.dispatch({ url: `${url}/api/v1/sync-jobs` }, { businessDate: DAY_ONE, everyMs: 200 });
    const ledger = (): Promise<{ part_number: number; lease_token: string }[]> => database.dataSource.query('SELECT part_number, lease_token FROM part_ledger ORDER BY part_number');
    await eventually(async () => expect(await ledger()).toHaveLength(3), { within: 10_000 });
    await running.kill('SIGKILL');
    const before = await ledger();
    expect(await database.dataSource.query('SELECT state FROM file_sync')).toEqual([{ state: 'LOADING' }]);

    world.provider.faults.clear();
    world.provider.record.clear();
    running = await start();
    expect((await ended).end).toMatchObject({ attempt: 1, state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' }, files: [{ rowsLoaded: 3000, inserted: 3000 }] });
    expect(partNumbers(world).sort()).toEqual([1, 2, 3, 4, 5, 6].filter((n) => !before.some(({ part_number }) => part_number === n)));
    // The lease that the killed one held ran out and another took over: the same file sync, and no second one.
    expect(await database.dataSource.query('SELECT count(*)::int AS n FROM file_sync')).toEqual([{ n: 1 }]);
    expect(await running.stop()).toEqual({ code: 0, signal: null });
  } finally {
    await running.kill('SIGKILL');
    await database.close();
    await world.stop();
    await fresh.drop();
  }
}, 90_000);

it('a database stopped hard in the middle of a load, and started again, costs time and nothing else', async () => {
  const world = await startWorld([townsDataset()]);
  const server = await ownPostgres({ durable: true });
  await server.createDatabase('consumer');
  const url = server.url('consumer');
  const migrator = await Database.open({ url, entities, migrations, applicationName: 'test' });
  await migrator.migrate();
  await migrator.close();
  const consumer = await startConsumer(world, url, { leaseMs: 2000 });
  try {
    await consumer.call('PUT', '/files/towns', fileOf(world, 'towns'));
    let served = 0;
    world.provider.record.onSettled(({ operation }) => {
      if (operation === 'getPart' && (served += 1) === 3) world.provider.faults.inject('getPart', { kind: 'delay', ms: 1000 }, 2);
    });
    const ended = world.platform.dispatch({ url: `${consumer.url}/api/v1/sync-jobs` }, { businessDate: DAY_ONE, everyMs: 200 });
    await eventually(() => expect(served).toBeGreaterThanOrEqual(3), { within: 10_000 });
    await server.restartImmediate();
    expect((await ended).end).toMatchObject({ attempt: 1, state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' }, files: [{ rowsLoaded: 3000, inserted: 3000 }] });
    expect((await consumer.call('POST', '/files/towns/verify')).body.result).toBe('MATCHED');
  } finally {
    await consumer.stop();
    await world.stop();
    await server.remove();
  }
}, 90_000);

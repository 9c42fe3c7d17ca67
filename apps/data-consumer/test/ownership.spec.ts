import { randomUUID } from 'node:crypto';
import type { Database } from '@syncline/database';
import { eventually, type FreshDatabase } from '@syncline/test-kit';
import { consumerDatabase, fileOf, openDatabase, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { DAY_ONE, DAY_TWO, townsDataset } from './towns.ts';

let world: World;
let fresh: FreshDatabase;
let database: Database;
const consumers: Consumer[] = [];

const sql = sqlOn(() => database);
const start = async (settings = {}): Promise<Consumer> => {
  const consumer = await startConsumer(world, fresh.url, settings);
  consumers.push(consumer);
  return consumer;
};
const sync = (consumer: Consumer, businessDate: string, options = {}) =>
  world.platform.dispatch({ url: `${consumer.url}/api/v1/sync-jobs` }, { businessDate, everyMs: 50, ...options });

/** Lets so many parts through; those after them get their answer only after a while. */
const slowAfter = (parts: number, ms: number): void => {
  let served = 0;
  world.provider.record.onSettled(({ operation }) => {
    if (operation === 'getPart' && (served += 1) === parts) world.provider.faults.inject('getPart', { kind: 'delay', ms });
  });
};
const partsLoaded = async (): Promise<number> => (await sql('SELECT count(*)::int AS n FROM part_ledger'))[0].n;

/** Holds every merge into the published table until released: triggers of the table wait for a lock that we have. */
const holdMerges = async (): Promise<{ isWaiting: () => Promise<boolean>; release: () => Promise<void> }> => {
  const runner = database.dataSource.createQueryRunner();
  await runner.connect();
  await runner.query('SELECT pg_advisory_lock(42)');
  await sql(`CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(42); RETURN NULL; END $$`);
  await sql('CREATE OR REPLACE TRIGGER hold BEFORE INSERT ON published.towns FOR EACH STATEMENT EXECUTE FUNCTION hold()');
  return {
    isWaiting: async () => (await sql(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)).length > 0,
    release: async () => {
      await runner.query('SELECT pg_advisory_unlock(42)');
      await runner.release();
    },
  };
};

beforeEach(async () => {
  world = await startWorld([townsDataset()]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
}, 60_000);

afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

it('a holder whose lease was stolen while it loads writes nothing more', async () => {
  // The lease is long, so that no renewal finds out: only the guards of the writes themselves hold.
  const consumer = await start({ leaseMs: 600_000, partsInParallel: 1 });
  await consumer.call('PUT', '/files/towns', fileOf(world, 'towns'));
  slowAfter(2, 600);
  const ended = sync(consumer, DAY_ONE, { withinMs: 8000 }).catch((error: Error) => error);
  await eventually(async () => expect(await partsLoaded()).toBe(2), { within: 10_000 });
  const thief = randomUUID();
  await sql(`UPDATE file_sync SET lease_token = '${thief}', lease_owner = 'thief'`);
  const asked = world.provider.record.of('getPart').length;
  await eventually(async () => expect((await sql(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'syncline-data-consumer:%'`))[0].n).toBe(0), { within: 10_000 });
  expect(world.provider.record.of('getPart').length).toBeLessThanOrEqual(asked + 1);
  expect(await partsLoaded()).toBe(2);
  expect(await sql('SELECT state, lease_token, lease_owner, reason FROM file_sync')).toEqual([{ state: 'LOADING', lease_token: thief, lease_owner: 'thief', reason: null }]);
  // The next owner goes on from the ledger.
  world.provider.faults.clear();
  world.provider.record.clear();
  await sql(`UPDATE file_sync SET lease_until = clock_timestamp() - INTERVAL '1 second'`);
  expect(await ended).toMatchObject({ end: { state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } } });
  expect(world.provider.record.of('getPart').map(({ url }) => url.split('/').at(-1))).toEqual(['3', '4', '5', '6']);
});

it('a holder whose lease was stolen while it publishes is rolled back', async () => {
  const consumer = await start({ leaseMs: 600_000 });
  await consumer.call('PUT', '/files/towns', fileOf(world, 'towns'));
  await sync(consumer, DAY_ONE);
  const merges = await holdMerges();
  const ended = sync(consumer, DAY_TWO, { withinMs: 15_000 });
  await eventually(async () => expect(await merges.isWaiting()).toBe(true), { within: 10_000 });
  // What the reader sees meanwhile is the old version, whole, and at once.
  expect(await sql('SELECT count(*)::int AS n, max(id) AS last FROM published.towns')).toEqual([{ n: 3000, last: 't003000' }]);
  // Other writers are kept out until the commit, so that what is proven is what will be visible.
  await expect(sql(`SET lock_timeout = '100ms'; UPDATE published.towns SET population = 0 WHERE id = 't000500'`)).rejects.toThrow('lock timeout');
  await sql(`SET lock_timeout = 0; UPDATE file_sync SET lease_token = '${randomUUID()}', lease_until = clock_timestamp() + INTERVAL '1 hour' WHERE ended_at IS NULL`);
  await merges.release();
  await eventually(async () => expect((await sql(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'syncline-data-consumer:%'`))[0].n).toBe(0), { within: 10_000 });
  expect(await sql('SELECT count(*)::int AS n FROM published.towns')).toEqual([{ n: 3000 }]);
  expect(await sql('SELECT business_date FROM publication')).toEqual([{ business_date: DAY_ONE }]);
  await sql(`UPDATE file_sync SET lease_until = clock_timestamp() - INTERVAL '1 second' WHERE ended_at IS NULL`);
  expect((await ended).end).toMatchObject({ state: 'SUCCEEDED', files: [{ inserted: 50, updated: 20, deleted: 30 }] });
});

it('a run that was cancelled while its file is merged publishes nothing', async () => {
  const consumer = await start();
  await consumer.call('PUT', '/files/towns', fileOf(world, 'towns'));
  await sync(consumer, DAY_ONE);
  const merges = await holdMerges();
  const runId = '01990000-0000-7000-8000-0000000000c1';
  const ended = sync(consumer, DAY_TWO, { runId });
  await eventually(async () => expect(await merges.isWaiting()).toBe(true), { within: 10_000 });
  const { status, body } = await consumer.call('DELETE', `/sync-jobs/${runId}`);
  expect([status, body.state, body.files[0].state, body.files[0].reason]).toEqual([200, 'CANCELLED', 'CANCELLED', 'CANCELLED_BY_REQUEST']);
  await merges.release();
  expect((await ended).end).toMatchObject({ state: 'FAILED', error: { code: 'CANCELLED_BY_REQUEST', retryable: false } });
  await eventually(async () => expect((await sql(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'syncline-data-consumer:%'`))[0].n).toBe(0), { within: 10_000 });
  expect(await sql('SELECT count(*)::int AS n FROM published.towns')).toEqual([{ n: 3000 }]);
  expect((await consumer.call('DELETE', `/sync-jobs/${runId}`)).status).toBe(200);
  expect((await consumer.call('DELETE', '/sync-jobs/01990000-0000-7000-8000-0000000000ff')).status).toBe(404);
});

it('one file has one sync in work, over two instances; the other run waits and then finds the work done', async () => {
  const [one, two] = [await start({ leaseMs: 2000 }), await start({ leaseMs: 2000 })];
  await one.call('PUT', '/files/towns', fileOf(world, 'towns'));
  let mostAtWork = 0;
  const watch = setInterval(() => {
    void sql('SELECT count(*)::int AS n FROM file_sync WHERE working_file IS NOT NULL').then(([row]) => { mostAtWork = Math.max(mostAtWork, row.n); }, () => undefined);
  }, 20);
  const ends = await Promise.all([one, two, one, two].map((consumer) => sync(consumer, DAY_ONE)));
  clearInterval(watch);
  expect(ends.map(({ end }) => end.state)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  expect(mostAtWork).toBe(1);
  expect(ends.map(({ end }) => end.files?.[0]?.inserted).sort()).toEqual([0, 0, 0, 3000]);
});

it('the same dispatch to two instances at once makes one job', async () => {
  const [one, two] = [await start(), await start()];
  await one.call('PUT', '/files/towns', fileOf(world, 'towns'));
  const runId = '01990000-0000-7000-8000-0000000000e1';
  const ends = await Promise.all([one, two, one, two].map((consumer) => sync(consumer, DAY_ONE, { runId })));
  expect(new Set(ends.map(({ end }) => end.state))).toEqual(new Set(['SUCCEEDED']));
  expect(await sql('SELECT count(*)::int AS n FROM file_sync')).toEqual([{ n: 1 }]);
});

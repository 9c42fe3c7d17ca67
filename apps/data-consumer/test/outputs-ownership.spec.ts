import { randomUUID } from 'node:crypto';
import type { Database } from '@syncline/database';
import { eventually, type FreshDatabase } from '@syncline/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { consumerDatabase, fileOf, openDatabase, outputsFolder, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { ID_AND_TEXT, plainOutput, townsBySize } from './town-outputs.ts';
import { DAY_ONE, towns, townsDataset } from './towns.ts';

/** A query that waits, before its first row, for as long as somebody holds the lock. */
const HELD = 'CROSS JOIN (SELECT pg_advisory_lock_shared(42) IS NULL) held';

let world: World;
let fresh: FreshDatabase;
let database: Database;
let folder: string;
const consumers: Consumer[] = [];

const sql = sqlOn(() => database);
const start = async (settings = {}): Promise<Consumer> => {
  const consumer = await startConsumer(world, fresh.url, settings, { folder });
  consumers.push(consumer);
  return consumer;
};
const dispatch = (consumer: Consumer, target: string, options = {}) =>
  world.platform.dispatch({ url: `${consumer.url}/api/v1/${target}` }, { businessDate: DAY_ONE, everyMs: 50, withinMs: 20_000, ...options });
const read = async (consumer: Consumer, name = 'towns-by-size') => (await consumer.call('GET', `/outputs/${name}`)).body;
const connections = async (): Promise<number> =>
  (await sql(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'syncline-data-consumer:output:%'`))[0].n;

/** Keeps runs of outputs waiting until released: in their query, or before its first row for the table where rows are stored. */
async function hold(lock = 'SELECT pg_advisory_xact_lock(42)'): Promise<{ untilWaiting: () => Promise<void>; release: () => Promise<void> }> {
  const runner = database.dataSource.createQueryRunner();
  await runner.connect();
  await runner.startTransaction();
  await runner.query(lock);
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name LIKE 'syncline-data-consumer:output:%'`;
  return {
    untilWaiting: () => eventually(async () => expect(await sql(waiting)).toHaveLength(1), { within: 10_000 }),
    release: async () => {
      await runner.commitTransaction();
      await runner.release();
    },
  };
}
const TABLES = 'SELECT 1 FROM output_table FOR UPDATE';

beforeAll(async () => {
  folder = await outputsFolder({
    'towns-by-size.sql': townsBySize({ where: HELD }),
    'twice.sql': plainOutput('twice', ID_AND_TEXT, `SELECT CASE WHEN n < 3 THEN 'a' ELSE id || '-' || n END AS id, repeat('x', 80) AS text FROM {{towns}}, generate_series(1, 60) n`),
    'wide.sql': plainOutput('wide', ID_AND_TEXT, `SELECT id || '-' || n AS id, repeat('x', 80) AS text FROM {{towns}}, generate_series(1, 20) n`),
  });
});

beforeEach(async () => {
  world = await startWorld([townsDataset()]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
});

afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

async function published(settings = {}): Promise<Consumer> {
  const consumer = await start(settings);
  await consumer.call('PUT', '/files/towns', fileOf(world, 'towns', { limits: { maxDeletedPercent: 100 } }));
  expect((await dispatch(consumer, 'sync-jobs')).end.state).toBe('SUCCEEDED');
  return consumer;
}

it('an input published anew in the middle is in the output not at all, and in the next one whole', async () => {
  const consumer = await published();
  await dispatch(consumer, 'outputs/towns-by-size/runs');
  // What is published was read by then, and the query has not begun.
  const held = await hold(TABLES);
  const between = dispatch(consumer, 'outputs/towns-by-size/runs');
  await held.untilWaiting();
  await world.provider.restate('towns', DAY_ONE, towns(1, 100));
  expect((await dispatch(consumer, 'sync-jobs')).end).toMatchObject({ state: 'SUCCEEDED', files: [{ revision: 2, deleted: 2900 }] });
  await held.release();
  expect((await between).end).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
  expect(await read(consumer)).toMatchObject({ inputs: [{ file: 'towns', revision: 1 }], rows: [{ size: 'large' }, { size: 'small' }] });
  expect((await dispatch(consumer, 'outputs/towns-by-size/runs')).end).toMatchObject({ state: 'SUCCEEDED' });
  expect(await read(consumer)).toMatchObject({ inputs: [{ file: 'towns', revision: 2 }], rows: [{ size: 'small', towns: '100' }] });
});

it('readers get what was there before until the new rows are proven; a run that is cancelled meanwhile stores nothing', async () => {
  const consumer = await published();
  expect((await dispatch(consumer, 'outputs/towns-by-size/runs')).end.state).toBe('SUCCEEDED');
  const before = await read(consumer);
  await world.provider.restate('towns', DAY_ONE, towns(1, 100));
  await dispatch(consumer, 'sync-jobs');
  const held = await hold();
  const runId = uuidv7();
  const target = 'outputs/towns-by-size/runs';
  const ended = dispatch(consumer, target, { runId });
  await held.untilWaiting();
  // The old rows of the date are deleted by then, in a transaction that nobody sees.
  expect(await read(consumer)).toEqual(before);
  expect(await consumer.call('DELETE', `/${target}/${runId}`, undefined, { 'idempotency-key': `${runId}/1` })).toMatchObject({
    status: 200, body: { runId, attempt: 1, state: 'CANCELLED', reason: 'CANCELLED_BY_REQUEST', files: [] },
  });
  await held.release();
  expect((await ended).end).toMatchObject({ state: 'FAILED', error: { code: 'CANCELLED_BY_REQUEST', retryable: false } });
  await eventually(async () => expect(await connections()).toBe(0), { within: 10_000 });
  expect(await read(consumer)).toEqual(before);
  // A late cancel of that attempt leaves the next one alone; one of a run that never was is kept in mind.
  expect((await dispatch(consumer, target, { runId, attempt: 2 })).end).toMatchObject({ attempt: 2, state: 'SUCCEEDED' });
  expect((await consumer.call('DELETE', `/${target}/${runId}`, undefined, { 'idempotency-key': `${runId}/1` })).body.state).toBe('SUCCEEDED');
  expect((await read(consumer)).rows).toEqual([{ size: 'small', towns: '100', people: expect.any(String) }]);
  const early = uuidv7();
  expect((await consumer.call('DELETE', `/${target}/${early}`, undefined, { 'idempotency-key': `${early}/1` })).status).toBe(404);
  await expect(dispatch(consumer, target, { runId: early })).rejects.toThrow(/409[\s\S]*STALE_ATTEMPT/);
});

it('a holder whose lease was stolen stores nothing; another instance computes it anew', async () => {
  // The lease is long, so that no renewal finds out: only the last write of the transaction holds.
  const one = await published({ leaseMs: 600_000 });
  const held = await hold();
  const ended = dispatch(one, 'outputs/towns-by-size/runs');
  await held.untilWaiting();
  await sql(`UPDATE output_run SET lease_token = '${randomUUID()}', lease_owner = 'thief', lease_until = clock_timestamp() + INTERVAL '1 hour'`);
  await held.release();
  await eventually(async () => expect(await connections()).toBe(0), { within: 10_000 });
  expect(await sql('SELECT state, lease_owner FROM output_run')).toEqual([{ state: 'COMPUTING', lease_owner: 'thief' }]);
  expect(await sql('SELECT 1 FROM output_edition')).toEqual([]);
  // The thief dies; its lease runs out.
  await start({ nodeId: 'two' });
  await sql(`UPDATE output_run SET lease_until = clock_timestamp() - INTERVAL '1 second'`);
  expect((await ended).end).toMatchObject({ attempt: 1, state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
  expect(await sql('SELECT count(*)::int AS n FROM output_run')).toEqual([{ n: 1 }]);
});

it('is computed again where the database broke it off, and by another instance where its own stops', async () => {
  const one = await published();
  const held = await hold();
  const ended = dispatch(one, 'outputs/towns-by-size/runs');
  await held.untilWaiting();
  const lease = async (): Promise<{ lease_owner: string; lease_token: string }> => (await sql('SELECT lease_owner, lease_token FROM output_run'))[0];
  const first = await lease();
  await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'syncline-data-consumer:output:%'`);
  await eventually(async () => expect((await lease()).lease_token).toEqual(expect.not.stringMatching(first.lease_token)), { within: 10_000 });
  await held.untilWaiting();
  const two = await start({ nodeId: 'two' });
  consumers.splice(consumers.indexOf(one), 1);
  await one.stop();
  await eventually(async () => expect((await lease()).lease_owner).toBe('two'), { within: 10_000 });
  await held.release();
  expect((await ended).end).toMatchObject({ attempt: 1, state: 'SUCCEEDED' });
  expect((await read(two)).rows).toHaveLength(2);
});

it('one output is computed by one at a time over two instances, whatever run asks for it', async () => {
  const [one, two] = [await published({ reportAtLeastEveryMs: 200 }), await start({ nodeId: 'two' })];
  const held = await hold();
  const ended = [one, two, one].map((consumer) => dispatch(consumer, 'outputs/towns-by-size/runs'));
  await held.untilWaiting();
  const told = (): string[] => [...world.platform.reports.values()].flat().map(({ detail }) => detail ?? '');
  await eventually(async () => expect(told()).toContainEqual(expect.stringMatching(/^The output is being computed\. \(at work for \d+ s\)$/)), { within: 10_000 });
  await eventually(async () => expect((await sql('SELECT state FROM output_run ORDER BY created_at')).map(({ state }) => state)).toEqual(['COMPUTING', 'PENDING', 'PENDING']), { within: 10_000 });
  await held.release();
  expect((await Promise.all(ended)).map(({ end }) => end.state)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
});

it('that fail at their first rows harm nobody, however many rows are still to come', async () => {
  const consumer = await published();
  for (let round = 0; round < 3; round += 1) {
    expect((await dispatch(consumer, 'outputs/twice/runs')).end).toMatchObject({ state: 'FAILED', error: { code: 'OUTPUT_INVALID', message: expect.stringContaining('A key is there twice') } });
  }
  expect(await connections()).toBe(0);
  expect((await consumer.call('GET', '/outputs')).status).toBe(200);
});

it('large outputs are streamed, and a reader that goes away harms nobody', async () => {
  const consumer = await published();
  expect((await dispatch(consumer, 'outputs/wide/runs')).end).toMatchObject({ state: 'SUCCEEDED', reconciliation: { checks: [{ check: 'rows', actual: '60000' }, {}] } });
  const token = await world.operator.token({ audience: 'data-consumer', scope: 'outputs:read' });
  const get = (signal: AbortSignal) => fetch(`${consumer.url}/api/v1/outputs/wide`, { headers: { authorization: `Bearer ${token}`, accept: 'text/csv' }, signal });
  for (let reader = 0; reader < 5; reader += 1) {
    const stop = new AbortController();
    const response = await get(stop.signal);
    await response.body?.getReader().read();
    stop.abort();
  }
  const text = await (await get(AbortSignal.timeout(20_000))).text();
  expect(text.split('\r\n')).toHaveLength(60_002);
  expect(await sql('SELECT count(DISTINCT id)::int AS n FROM outputs.wide_v1')).toEqual([{ n: 60_000 }]);
});

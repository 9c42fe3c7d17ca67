import type { Database } from '@syncline/database';
import { eventually, type FreshDatabase } from '@syncline/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { consumerDatabase, fileOf, openDatabase, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { DAY_ONE, townsDataset } from './towns.ts';

let world: World;
let fresh: FreshDatabase;
let database: Database;
let consumer: Consumer;
let runId: string;

const sql = sqlOn(() => database);

/** Dispatches an attempt until it has ended. */
const dispatch = (target: string, attempt = 1, run = runId) => world.platform.dispatch({ url: `${consumer.url}/api/v1/${target}` }, { runId: run, attempt, businessDate: DAY_ONE, everyMs: 50 });
const cancel = (target: string, attempt?: number | string, run = runId) =>
  consumer.call('DELETE', `/${target}/${run}`, undefined, attempt === undefined ? {} : { 'idempotency-key': typeof attempt === 'string' ? attempt : `${run}/${attempt}` });
const untilLoading = (attempt: number, run = runId) =>
  eventually(async () => expect(await sql(`SELECT 1 FROM file_sync WHERE run_id = '${run}' AND attempt = ${attempt} AND state = 'LOADING'`)).toHaveLength(1), { within: 15_000 });
/** Parts are not answered before this is undone. */
const holdParts = (): void => world.provider.faults.inject('getPart', { kind: 'delay', ms: 1500 });

beforeEach(async () => {
  world = await startWorld([townsDataset(), townsDataset({ name: 'villages' })]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
  consumer = await startConsumer(world, fresh.url);
  for (const name of ['towns', 'villages']) await consumer.call('PUT', `/files/${name}`, fileOf(world, name));
  runId = uuidv7();
}, 60_000);

afterEach(async () => {
  await consumer?.stop();
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

it('of an older attempt comes late: it is settled, and the newer attempt goes on to its proof', async () => {
  holdParts();
  const first = dispatch('file-syncs/towns');
  await untilLoading(1);
  expect(await cancel('file-syncs/towns', 1)).toMatchObject({ status: 200, body: { attempt: 1, state: 'CANCELLED', reason: 'CANCELLED_BY_REQUEST' } });
  expect((await first).end).toMatchObject({ state: 'FAILED', error: { code: 'CANCELLED_BY_REQUEST', retryable: false } });
  const second = dispatch('file-syncs/towns', 2);
  await untilLoading(2);
  expect(await cancel('file-syncs/towns', 1)).toMatchObject({ status: 200, body: { attempt: 2, state: 'RUNNING' } });
  world.provider.faults.clear();
  expect((await second).end).toMatchObject({ attempt: 2, state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
  // After the end as well: it stays what it is.
  expect(await cancel('file-syncs/towns', 1)).toMatchObject({ status: 200, body: { attempt: 2, state: 'SUCCEEDED' } });
}, 60_000);

it('overtakes its dispatch: the dispatch is refused and nothing is loaded, but a retry is welcome', async () => {
  expect(await cancel('sync-jobs', 1)).toMatchObject({ status: 404 });
  await expect(dispatch('sync-jobs')).rejects.toThrow(/409[\s\S]*STALE_ATTEMPT/);
  expect(await sql('SELECT count(*)::int AS n FROM file_sync')).toEqual([{ n: 0 }]);
  // The other target knows nothing of it.
  expect((await dispatch('file-syncs/towns')).end.state).toBe('SUCCEEDED');
  expect((await dispatch('sync-jobs', 2)).end.state).toBe('SUCCEEDED');
}, 60_000);

it('of a newer attempt than was dispatched ends the one at hand, and the newer one before it begins', async () => {
  holdParts();
  const first = dispatch('file-syncs/towns').catch((error: Error) => error);
  await untilLoading(1);
  expect(await cancel('file-syncs/towns', 2)).toMatchObject({ status: 200, body: { attempt: 1, state: 'CANCELLED' } });
  await first;
  await expect(dispatch('file-syncs/towns', 2)).rejects.toThrow(/409[\s\S]*STALE_ATTEMPT/);
  world.provider.faults.clear();
  expect((await dispatch('file-syncs/towns', 3)).end.state).toBe('SUCCEEDED');
}, 60_000);

it('must carry a key of its own run, or none', async () => {
  holdParts();
  const ended = dispatch('file-syncs/towns');
  await untilLoading(1);
  for (const key of [`${uuidv7()}/1`, 'garbage', `${runId}/0`]) expect(await cancel('file-syncs/towns', key)).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_CONFLICT' } });
  expect(await cancel('file-syncs/towns')).toMatchObject({ status: 200, body: { state: 'CANCELLED' } });
  expect(await cancel('file-syncs/towns')).toMatchObject({ status: 200, body: { state: 'CANCELLED' } });
  await ended;
}, 60_000);

it('of one member of a group leaves the others to finish: files run side by side under runs of their own', async () => {
  holdParts();
  const [ofTowns, ofVillages] = [uuidv7(), uuidv7()];
  const ends = [dispatch('file-syncs/towns', 1, ofTowns), dispatch('file-syncs/villages', 1, ofVillages)] as const;
  await Promise.all([untilLoading(1, ofTowns), untilLoading(1, ofVillages)]);
  // A run belongs to the target it was dispatched to.
  expect(await cancel('file-syncs/villages', 1, ofTowns)).toMatchObject({ status: 404 });
  expect(await cancel('file-syncs/towns', 1, ofTowns)).toMatchObject({ status: 200, body: { state: 'CANCELLED', files: [{ file: 'towns', state: 'CANCELLED' }] } });
  world.provider.faults.clear();
  const [towns, villages] = await Promise.all(ends);
  expect(towns.end).toMatchObject({ state: 'FAILED', error: { code: 'CANCELLED_BY_REQUEST' } });
  expect(villages.end).toMatchObject({ state: 'SUCCEEDED', files: [{ file: 'villages', inserted: 3000 }] });
  expect(await sql(`SELECT file_name FROM publication WHERE business_date IS NOT NULL`)).toEqual([{ file_name: 'villages' }]);
}, 60_000);

it('and its dispatch at the same moment: whichever is first, nothing is published', async () => {
  const runs = Array.from({ length: 24 }, () => uuidv7());
  const answers = await Promise.all(runs.map(async (run, index) => {
    const ends: Promise<unknown>[] = [];
    const dispatched = (): unknown => ends.push(dispatch('file-syncs/towns', 1, run).catch(() => null));
    if (index % 2 === 0) dispatched();
    const cancelled = cancel('file-syncs/towns', 1, run);
    if (index % 2 === 1) dispatched();
    await Promise.all(ends);
    return (await cancelled).status;
  }));
  // 200 where the dispatch was first, 404 where it had not come yet.
  expect([200, 404]).toEqual(expect.arrayContaining([...new Set(answers)]));
  expect(await sql(`SELECT state FROM file_sync WHERE state <> 'CANCELLED'`)).toEqual([]);
  expect(await sql('SELECT business_date FROM publication WHERE business_date IS NOT NULL')).toEqual([]);
}, 60_000);

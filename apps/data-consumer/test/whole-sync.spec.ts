import type { Database } from '@syncline/database';
import type { FreshDatabase } from '@syncline/test-kit';
import { consumerDatabase, fileOf, openDatabase, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { DAY_ONE, DAY_TWO, town, townsDataset } from './towns.ts';

let world: World;
let fresh: FreshDatabase;
let database: Database;
let consumer: Consumer;

const sql = sqlOn(() => database);
const sync = (businessDate: string, options = {}) => world.platform.dispatch({ url: `${consumer.url}/api/v1/sync-jobs` }, { businessDate, everyMs: 100, ...options });

beforeAll(async () => {
  world = await startWorld([townsDataset(), { ...townsDataset({ name: 'hamlets', partRows: 7, compression: 'gzip' }), days: { [DAY_ONE]: [town(1), town(2)], [DAY_TWO]: [] } }]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
  consumer = await startConsumer(world, fresh.url);
  for (const name of ['towns', 'hamlets']) {
    const { status } = await consumer.call('PUT', `/files/${name}`, fileOf(world, name));
    expect(status).toBe(201);
  }
}, 60_000);

afterAll(async () => {
  await consumer?.stop();
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

it('loads, proves and publishes every file, and reports MATCHED with its checks', async () => {
  const { end, runId } = await sync(DAY_ONE);
  expect(end).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' }, error: null, progress: { filesTotal: 2, filesDone: 2, rowsTotal: 3002, rowsDone: 3002 } });
  expect(end.files).toEqual([
    expect.objectContaining({ file: 'hamlets', state: 'SUCCEEDED', rowsExpected: 2, rowsLoaded: 2, inserted: 2, updated: 0, deleted: 0, unchanged: 0 }),
    expect.objectContaining({ file: 'towns', state: 'SUCCEEDED', rowsExpected: 3000, rowsLoaded: 3000, rowsRejected: 0, inserted: 3000, revision: 1 }),
  ]);
  const checks = end.reconciliation?.checks ?? [];
  expect(checks.filter(({ file }) => file === 'towns').map(({ check }) => check)).toEqual(['rows', 'digest', 'population', 'area', 'names']);
  expect(checks.every(({ matched }) => matched)).toBe(true);
  expect(await sql(`SELECT id, name, population::text, area::text FROM published.towns WHERE id IN ('t000003', 't000005', 't000007') ORDER BY id`)).toEqual([
    { id: 't000003', name: '"Town", 3\nsecond line', population: '30', area: '3.25' },
    { id: 't000005', name: '', population: '50', area: '5.25' },
    { id: 't000007', name: null, population: '70', area: '7.25' },
  ]);
  const { body } = await consumer.call('GET', `/sync-jobs/${runId}`);
  expect(body).toMatchObject({ runId, state: 'SUCCEEDED', attempt: 1, businessDate: DAY_ONE });
  expect(body.files.map((file: { partsTotal: number; partsLoaded: number; result: string }) => [file.partsTotal, file.partsLoaded, file.result])).toEqual([[1, 1, 'MATCHED'], [6, 6, 'MATCHED']]);
});

it('makes the table logged, with its key, and leaves no staging behind', async () => {
  expect(await sql(`SELECT relpersistence FROM pg_class WHERE oid = 'published.towns'::regclass`)).toEqual([{ relpersistence: 'p' }]);
  expect(await sql(`SELECT conname FROM pg_constraint WHERE conrelid = 'published.towns'::regclass AND contype = 'p'`)).toHaveLength(1);
  expect(await sql(`SELECT tablename FROM pg_tables WHERE schemaname = 'staging'`)).toEqual([]);
  expect(await sql('SELECT * FROM part_ledger')).toEqual([]);
});

it('merges the next date and counts what the database changed', async () => {
  const { end } = await sync(DAY_TWO, { parameters: { files: ['towns'] } });
  expect(end).toMatchObject({ state: 'SUCCEEDED', files: [{ file: 'towns', rowsExpected: 3020, inserted: 50, updated: 20, deleted: 30, unchanged: 2950 }] });
});

it('publishes an empty day as an empty table, if nobody guards the deletes', async () => {
  const guarded = await sync(DAY_TWO, { parameters: { files: ['hamlets'] } });
  expect(guarded.end).toMatchObject({ state: 'FAILED', error: { code: 'GUARD_DELETED_PERCENT', retryable: false } });
  expect(await sql('SELECT count(*)::int AS n FROM published.hamlets')).toEqual([{ n: 2 }]);
  await consumer.call('PUT', '/files/hamlets', fileOf(world, 'hamlets', { limits: { maxDeletedPercent: 100 } }));
  const { end } = await sync(DAY_TWO, { parameters: { files: ['hamlets'] } });
  expect(end).toMatchObject({ state: 'SUCCEEDED', files: [{ rowsExpected: 0, rowsLoaded: 0, deleted: 2 }], reconciliation: { result: 'MATCHED' } });
});

it('refuses an older business date before it loads a row, unless that is wanted', async () => {
  world.provider.record.clear();
  const { end } = await sync(DAY_ONE, { parameters: { files: ['towns'] } });
  expect(end).toMatchObject({ state: 'FAILED', error: { code: 'OLDER_THAN_PUBLISHED', retryable: false }, files: [{ revision: 1, extractId: expect.any(String), rowsLoaded: 0 }] });
  expect(world.provider.record.of('getPart')).toHaveLength(0);
  const wanted = await sync(DAY_ONE, { parameters: { files: ['towns'], allowOlder: true } });
  expect(wanted.end).toMatchObject({ state: 'SUCCEEDED', files: [{ inserted: 30, updated: 20, deleted: 50 }] });
});

it('answers the same dispatch with the state and starts nothing', async () => {
  const runId = '01990000-0000-7000-8000-00000000000a';
  const options = { runId, parameters: { files: ['towns'] } };
  const first = await sync(DAY_ONE, options);
  const again = await sync(DAY_ONE, options);
  expect(again.end).toEqual(first.end);
  expect(again.statuses).toEqual([200]);
  expect(await sql(`SELECT count(*)::int AS n FROM file_sync WHERE run_id = '${runId}'`)).toEqual([{ n: 1 }]);
  await expect(sync(DAY_ONE, { ...options, parameters: {} })).rejects.toThrow('409');
});

it('verifies what is served, names a row that was altered, and repairs it with the next sync', async () => {
  expect((await consumer.call('POST', '/files/towns/verify')).body).toMatchObject({ file: 'towns', businessDate: DAY_ONE, result: 'MATCHED', differences: [] });
  await sql(`UPDATE published.towns SET population = 7 WHERE id = 't001001'`);
  await sql(`DELETE FROM published.towns WHERE id = 't002000'`);
  await sql(`INSERT INTO published.towns (id, name) VALUES ('zzz', 'Nowhere')`);
  const { status, body } = await consumer.call('POST', '/files/towns/verify');
  expect(status).toBe(200);
  expect(body.result).toBe('MISMATCHED');
  expect(body.differences).toEqual([
    { kind: 'CHANGED', key: ['t001001'], columns: [{ name: 'population', expected: null, actual: '7' }] },
    { kind: 'MISSING', key: ['t002000'], columns: expect.arrayContaining([{ name: 'name', expected: '', actual: null }]) },
    { kind: 'UNEXPECTED', key: ['zzz'], columns: expect.arrayContaining([{ name: 'name', expected: null, actual: 'Nowhere' }]) },
  ]);
  const { end } = await sync(DAY_ONE, { parameters: { files: ['towns'] } });
  expect(end).toMatchObject({ state: 'SUCCEEDED', files: [{ updated: 1, inserted: 1, deleted: 1, unchanged: 2998 }] });
  expect((await consumer.call('POST', '/files/towns/verify')).body.result).toBe('MATCHED');
});

it('asks nothing of its source that the contract does not allow', () => {
  expect(world.provider.record.refused).toEqual([]);
});

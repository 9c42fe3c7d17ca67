import type { Report } from '@syncline/contract';
import type { Database } from '@syncline/database';
import { fingerprint } from '@syncline/extract-format';
import { eventually, type FreshDatabase } from '@syncline/test-kit';
import { consumerDatabase, fileOf, openDatabase, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { DAY_ONE, towns, townsDataset } from './towns.ts';

let world: World;
let fresh: FreshDatabase;
let database: Database;
let consumer: Consumer;

const sql = sqlOn(() => database);
const sync = async (options = {}) => (await world.platform.dispatch({ url: `${consumer.url}/api/v1/sync-jobs` }, { businessDate: DAY_ONE, everyMs: 50, ...options })).end;
const isPublished = async (): Promise<boolean> => (await sql(`SELECT business_date FROM publication`))[0].business_date !== null;
const partsAsked = (): number => world.provider.record.of('getPart').length;

beforeEach(async () => {
  world = await startWorld([townsDataset(), townsDataset({ name: 'plain', compression: 'none' })]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
  consumer = await startConsumer(world, fresh.url);
  await consumer.call('PUT', '/files/towns', fileOf(world, 'towns'));
}, 60_000);

afterEach(async () => {
  await consumer?.stop();
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

const expectFailure = async (end: Report, code: string, retryable: boolean): Promise<void> => {
  expect(end).toMatchObject({ state: 'FAILED', reconciliation: null, error: { code, retryable } });
  expect(await isPublished()).toBe(false);
};

it.each([0, 3, 40, 5000])('fetches a part with a flipped bit (at byte %i) three times, then fails PART_DIGEST_MISMATCH', async (flipByteAt) => {
  world.provider.breakPart('towns', 3, { flipByteAt }, 3);
  await expectFailure(await sync(), 'PART_DIGEST_MISMATCH', true);
  expect(world.provider.record.of('getPart').filter(({ url }) => url.endsWith('/parts/3'))).toHaveLength(3);
});

it('does the same where the database took the flipped bit without complaint', async () => {
  await consumer.call('PUT', '/files/plain', fileOf(world, 'plain'));
  world.provider.breakPart('plain', 3, { flipByteAt: 1 }, 3);
  await expectFailure(await sync({ parameters: { files: ['plain'] } }), 'PART_DIGEST_MISMATCH', true);
  expect(world.provider.record.of('getPart').filter(({ url }) => url.endsWith('/parts/3'))).toHaveLength(3);
});

it('forgives a bit that flips only once', async () => {
  world.provider.breakPart('towns', 3, { flipByteAt: 40 }, 1);
  expect(await sync()).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
});

it('goes on with a part where its connection was cut, by Range, without beginning it anew', async () => {
  world.provider.breakPart('towns', 2, { cutAfter: 1000 }, 2);
  expect(await sync()).toMatchObject({ state: 'SUCCEEDED' });
  const asked = world.provider.record.of('getPart').filter(({ url }) => url.endsWith('/parts/2'));
  expect(asked.map(({ headers }) => headers['range'])).toEqual([undefined, 'bytes=1000-', 'bytes=2000-']);
  expect(asked[1]?.headers['if-range']).toMatch(/^"[0-9a-f]{64}"$/);
});

it('fails SOURCE_UNAVAILABLE, retryable, while the provider is down, and the next attempt ends proven', async () => {
  await world.provider.stop();
  const runId = '01990000-0000-7000-8000-0000000000d1';
  await expectFailure(await sync({ runId }), 'SOURCE_UNAVAILABLE', true);
  await world.provider.listen();
  expect(await sync({ runId, attempt: 2 })).toMatchObject({ attempt: 2, state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
});

it('keeps what is staged for the next attempt: only what is missing is downloaded', async () => {
  const runId = '01990000-0000-7000-8000-0000000000d2';
  world.provider.breakPart('towns', 6, { flipByteAt: 40 }, 3);
  await expectFailure(await sync({ runId }), 'PART_DIGEST_MISMATCH', true);
  world.provider.record.clear();
  expect(await sync({ runId, attempt: 2 })).toMatchObject({ state: 'SUCCEEDED' });
  expect(partsAsked()).toBe(1);
});

it('survives a provider that answers 503 and asks to wait', async () => {
  world.provider.faults.inject('getPart', { kind: 'status', status: 503, retryAfterSeconds: 1 }, 2);
  world.provider.faults.inject('createExtract', { kind: 'status', status: 503 }, 2);
  expect(await sync()).toMatchObject({ state: 'SUCCEEDED' });
});

it('waits for a business date that is open, says so, and fails nothing', async () => {
  const runId = '01990000-0000-7000-8000-0000000000d3';
  const day = '2026-12-24';
  const ended = world.platform.dispatch({ url: `${consumer.url}/api/v1/sync-jobs` }, { runId, businessDate: day, everyMs: 100 });
  await eventually(async () => {
    const { body } = await consumer.call('GET', `/sync-jobs/${runId}`);
    expect(body.report).toMatchObject({ state: 'RUNNING', error: null, detail: expect.stringContaining(`${day} is not closed yet`) });
    expect(body.files[0]).toMatchObject({ state: 'PENDING' });
  }, { within: 10_000 });
  await world.provider.restate('towns', day, towns(1, 10));
  expect((await ended).end).toMatchObject({ attempt: 1, state: 'SUCCEEDED', files: [{ rowsExpected: 10 }] });
});

it('waits while the extract is being built, and takes that very one', async () => {
  world.provider.buildingAnswers = 3;
  expect(await sync()).toMatchObject({ state: 'SUCCEEDED' });
  expect(world.provider.record.of('createExtract')).toHaveLength(1);
  expect(world.provider.record.of('getExtract').length).toBeGreaterThan(1);
});

it.each([
  ['fields are missing', ['t000011'], 'Row 11 of part 1 has 1 fields, not 5.'],
  ['there are more fields than columns', ['t000011', 'Town', '110', '1.25', null, 'more'], 'Row 11 of part 1 has 6 fields, not 5.'],
])('names a row of which %s as the source\'s fault, whatever may be rejected', async (_what, row, sentence) => {
  await consumer.call('PUT', '/files/towns', fileOf(world, 'towns', { limits: { maxRejectedRows: 100 } }));
  await world.provider.restate('towns', DAY_ONE, [...towns(1, 10), row]);
  const end = await sync();
  await expectFailure(end, 'ROW_MALFORMED', false);
  expect(end.error?.message).toContain(sentence);
});

it('refuses rows that the target does not take: a value too long, a key that comes twice', async () => {
  await world.provider.restate('towns', DAY_ONE, [...towns(1, 10), ['t000011', 'x'.repeat(81), '11', '1.00', null]]);
  await expectFailure(await sync(), 'TOO_MANY_REJECTED', false);
  // Once for all its rows, once to find the one that is to blame.
  expect(partsAsked()).toBe(2);
  await world.provider.restate('towns', DAY_ONE, [...towns(1, 10), ...towns(10, 10)]);
  await expectFailure(await sync(), 'TOO_MANY_REJECTED', false);
});

it('refuses other columns than the published table has', async () => {
  expect(await sync()).toMatchObject({ state: 'SUCCEEDED' });
  world.provider.alterManifest = (manifest) => {
    const columns = manifest.columns.map((column) => (column.name === 'name' ? { ...column, type: 'string(90)' } : column));
    return { ...manifest, columns, fingerprint: fingerprint({ key: manifest.key, columns }) };
  };
  expect(await sync()).toMatchObject({ state: 'FAILED', error: { code: 'SCHEMA_DRIFT', retryable: false } });
});

it('says which files are not defined', async () => {
  await expect(sync({ parameters: { files: ['towns', 'nowhere'] } })).rejects.toThrow(/422.*UNKNOWN_FILE/s);
});

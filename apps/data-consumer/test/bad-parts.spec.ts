import { performance } from 'node:perf_hooks';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Report } from '@syncline/contract';
import type { Database } from '@syncline/database';
import type { StandInDataset } from '@syncline/stand-ins';
import { eventually, type FreshDatabase } from '@syncline/test-kit';
import { consumerDatabase, fileOf, openDatabase, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { DAY_ONE, towns, townsDataset } from './towns.ts';

/** In place of each part: what a faulty or hostile source sends. Ends at once, or after the third time. */
const WRONG_BYTES: readonly (readonly [string, Parameters<World['provider']['breakPart']>[2], string, number])[] = [
  ['nothing', { instead: Buffer.alloc(0) }, 'PART_LENGTH_MISMATCH', 3],
  ['half of it', { instead: Buffer.alloc(500) }, 'PART_LENGTH_MISMATCH', 3],
  ['more than was sealed, without saying so', { withoutLength: true, instead: Buffer.alloc(20_000) }, 'PART_LENGTH_MISMATCH', 3],
  ['another part\'s name', { headers: { etag: `"${'b'.repeat(64)}"` } }, 'PART_DIGEST_MISMATCH', 3],
  ['a range that nobody asked for', { status: 206, headers: { 'content-range': 'bytes 5-99/100' } }, 'PART_LENGTH_MISMATCH', 3],
  ['416', { status: 416 }, 'PART_LENGTH_MISMATCH', 3],
  ['302 and another place', { status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' } }, 'SOURCE_REFUSED', 1],
  ['401', { status: 401 }, 'SOURCE_REFUSED', 1],
  ['404', { status: 404 }, 'SOURCE_REFUSED', 1],
  ['410', { status: 410 }, 'SOURCE_REFUSED', 1],
];

const small = (name: string, changes: Partial<StandInDataset> = {}): StandInDataset => townsDataset({ name, partRows: 150, days: { [DAY_ONE]: towns(1, 300) }, ...changes });
/** Cuts between rows, which is where a source that appends to its part files would. */
const inFrames = (pack: (bytes: Buffer) => Buffer) => (bytes: Buffer): Buffer => {
  const middle = bytes.indexOf('\nt', bytes.length / 2) + 1;
  return Buffer.concat([bytes.subarray(0, middle), bytes.subarray(middle)].map(pack));
};
const BOMB_BYTES = 300_000_000;

let world: World;
let fresh: FreshDatabase;
let database: Database;
let consumer: Consumer;

const sql = sqlOn(() => database);
const asked = (n: number) => world.provider.record.of('getPart').filter(({ url }) => url.endsWith(`/parts/${n}`));
const start = (file: string, options = {}) => world.platform.dispatch({ url: `${consumer.url}/api/v1/file-syncs/${file}` }, { businessDate: DAY_ONE, everyMs: 50, ...options });
const sync = async (file: string): Promise<Report> => (await start(file)).end;

beforeAll(async () => {
  world = await startWorld([
    small('towns'), small('cuts', { compression: 'none' }), small('slow'), small('busy'),
    small('zstd-frames', { pack: inFrames(zstdCompressSync) }), small('gzip-members', { compression: 'gzip', pack: inFrames(gzipSync) }),
    small('bomb', { pack: () => zstdCompressSync(Buffer.alloc(BOMB_BYTES)) }),
  ]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
  consumer = await startConsumer(world, fresh.url, { sourceIdleMs: 400 });
  for (const file of ['towns', 'cuts', 'slow', 'busy', 'zstd-frames', 'gzip-members', 'bomb']) await consumer.call('PUT', `/files/${file}`, fileOf(world, file));
}, 60_000);

beforeEach(() => {
  world.provider.record.clear();
  world.provider.mendParts();
});

afterAll(async () => {
  await consumer?.stop();
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

it.each(WRONG_BYTES)('a source that sends %s in place of a part is named, and nothing of it is published', async (_what, faults, code, times) => {
  world.provider.breakPart('towns', 2, faults, times);
  expect(await sync('towns')).toMatchObject({ state: 'FAILED', reconciliation: null, error: { code } });
  expect(asked(2)).toHaveLength(times);
  expect(await sql(`SELECT business_date FROM publication WHERE file_name = 'towns'`)).toEqual([{ business_date: null }]);
});

it('a connection cut a hundred times costs a hundred requests for the rest, and not a byte', async () => {
  for (let cut = 0; cut < 100; cut += 1) world.provider.breakPart('cuts', 1, { cutAfter: 1 + ((cut * 37) % 90) });
  expect(await sync('cuts')).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
  const ranges = asked(1).map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(String(headers['range']))?.[1] ?? 0));
  expect(ranges).toHaveLength(101);
  expect(ranges.every((from, index) => from > (ranges[index - 1] ?? -1))).toBe(true);
});

it('a source that ignores ranges is read past what is here already', async () => {
  world.provider.breakPart('slow', 1, { cutAfter: 900 });
  world.provider.breakPart('slow', 1, { ignoreRange: true });
  expect(await sync('slow')).toMatchObject({ state: 'SUCCEEDED' });
  expect(asked(1).map(({ headers }) => headers['range'])).toEqual([undefined, 'bytes=900-']);
});

it('a source that drips is as good as none', async () => {
  world.provider.breakPart('towns', 2, { dripMs: 40 });
  const since = performance.now();
  expect(await sync('towns')).toMatchObject({ error: { code: 'SOURCE_UNAVAILABLE', retryable: true, message: expect.stringMatching(/brought \d+ bytes in 1 s/) } });
  expect(performance.now() - since).toBeLessThan(5000);
});

it('a source that asks to wait for an hour is left alone for an hour, whoever asks meanwhile', async () => {
  world.provider.faults.inject('getPart', { kind: 'status', status: 429, retryAfterSeconds: 3600 }, 1);
  const ended = start('busy');
  await eventually(async () => {
    const { body } = await consumer.call('GET', '/file-syncs?file=busy');
    expect(body.items[0]).toMatchObject({ state: 'LOADING', detail: expect.stringContaining('answered 429 for part 1 and asked to wait 3600 s.') });
  });
  const [row] = await sql(`SELECT lease_token, due_at > now() + interval '50 minutes' AS is_later, not_before > now() + interval '50 minutes' AS is_as_asked FROM file_sync WHERE file_name = 'busy'`);
  expect(row).toEqual({ lease_token: null, is_later: true, is_as_asked: true });
  await sql(`UPDATE file_sync SET due_at = now(), not_before = now() WHERE file_name = 'busy'`);
  expect((await ended).end).toMatchObject({ attempt: 1, state: 'SUCCEEDED' });
});

it.each(['zstd-frames', 'gzip-members'])('parts of several %s are one text', async (file) => {
  expect(await sync(file)).toMatchObject({ state: 'SUCCEEDED', files: [{ rowsLoaded: 300 }], reconciliation: { result: 'MATCHED' } });
});

it('a part that unpacks to ten thousand times its size is stopped at what was sealed', async () => {
  const [since, before] = [performance.now(), process.memoryUsage.rss()];
  expect(await sync('bomb')).toMatchObject({ state: 'FAILED', error: { code: 'DECOMPRESSION_LIMIT', retryable: true } });
  expect(performance.now() - since).toBeLessThan(5000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(BOMB_BYTES / 4);
});

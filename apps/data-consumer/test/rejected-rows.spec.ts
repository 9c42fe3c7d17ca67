import type { Report } from '@syncline/contract';
import type { Database } from '@syncline/database';
import type { FreshDatabase } from '@syncline/test-kit';
import { consumerDatabase, fileOf, openDatabase, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { DAY_ONE, DAY_TWO, town, towns, townsDataset } from './towns.ts';

let world: World;
let fresh: FreshDatabase;
let database: Database;
let consumer: Consumer;

const sql = sqlOn(() => database);
const sync = async (file: string, options = {}): Promise<Report> =>
  (await world.platform.dispatch({ url: `${consumer.url}/api/v1/file-syncs/${file}` }, { businessDate: DAY_ONE, everyMs: 50, ...options })).end;
const newest = async (file: string) => (await consumer.call('GET', `/file-syncs?file=${file}&limit=1`)).body.items[0];
const rejected = async (file: string, query = '') => (await consumer.call('GET', `/file-syncs/${(await newest(file)).id}/rejected-rows${query}`)).body;
const define = (file: string, maxRejectedRows: number): Promise<unknown> =>
  consumer.call('PUT', `/files/${file}`, fileOf(world, file, { limits: { maxRejectedRows, maxDeletedPercent: 100 } }));
const asked = (): number => world.provider.record.of('getPart').length;

/** A town that its target refuses: its name is too long by one, which no bound of the source's says. */
const TOO_LONG = 'x'.repeat(81);
const bad = (n: number, changes: (string | null)[] = [TOO_LONG]): (string | null)[] => [town(n)[0] ?? null, ...changes, ...town(n).slice(1 + changes.length)];

const FILES = ['towns', 'limited', 'kinds', 'twice', 'checked', 'replayed', 'hopeless'];

beforeAll(async () => {
  world = await startWorld(FILES.map((name) => townsDataset({ name, controlTotals: [{ name: 'area', kind: 'max', column: 'area' }] })));
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
  consumer = await startConsumer(world, fresh.url);
}, 60_000);

afterAll(async () => {
  await consumer?.stop();
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

it('rows within the limit are kept, and everything else is proven', async () => {
  await define('towns', 3);
  await world.provider.restate('towns', DAY_ONE, [...towns(1, 699), bad(700), ...towns(701, 1200), bad(1201), bad(1202, [null, 'many'])]);
  expect(await sync('towns')).toMatchObject({
    state: 'SUCCEEDED', files: [{ rowsExpected: 1202, rowsLoaded: 1199, rowsRejected: 3, inserted: 1199 }], reconciliation: { result: 'MATCHED' },
  });
  expect(await newest('towns')).toMatchObject({ rowsExpected: 1202, rowsLoaded: 1199, rowsRejected: 3, result: 'MATCHED' });
  const { items, nextCursor } = await rejected('towns');
  expect([items.length, nextCursor]).toEqual([3, null]);
  expect(items[0]).toEqual({ part: 2, line: 200, raw: `t000700,${TOO_LONG},7000,700.25,2026-08-04T10:00:40.000001Z`, column: 'name', reason: expect.stringMatching(/^VALUE_TOO_LONG: /) });
  expect(items.slice(1)).toEqual([
    expect.objectContaining({ part: 3, line: 201, column: 'name' }),
    expect.objectContaining({ part: 3, line: 202, column: 'population', reason: expect.stringMatching(/^VALUE_UNREADABLE: /) }),
  ]);
  const first = await rejected('towns', '?limit=2');
  const second = await rejected('towns', `?limit=2&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items]).toEqual(items);
  // Long rows come in shorter pages.
  const [{ raw_json: kept }] = await sql('SELECT raw_json FROM rejected_row WHERE line_number = 201');
  await sql(`UPDATE rejected_row SET raw_json = '"' || repeat('x', 5000000) || '"' WHERE line_number = 201`);
  const [short, rest] = [await rejected('towns'), await rejected('towns', `?cursor=${(await rejected('towns')).nextCursor}`)];
  expect([short.items, rest.items].map((page) => page.map(({ line }: { line: number }) => line))).toEqual([[200, 201], [202]]);
  expect(rest.nextCursor).toBeNull();
  await sql(`UPDATE rejected_row SET raw_json = '${kept}' WHERE line_number = 201`);
  expect((await sql('SELECT count(*)::int AS n FROM published.towns'))[0].n).toBe(1199);
  // A lower limit is for what comes next, and says nothing of what was published.
  await define('towns', 1);
  expect((await consumer.call('POST', '/files/towns/verify')).body).toMatchObject({
    result: 'MATCHED', differences: [], checks: expect.arrayContaining([expect.objectContaining({ check: 'rejectedRows', expected: 'at most 3', actual: '3', matched: true })]),
  });
  // Where a row of the same part was changed, that one is named; the rejected row is not missing.
  await sql(`UPDATE published.towns SET name = 'x' WHERE id = 't000701'`);
  expect((await consumer.call('POST', '/files/towns/verify')).body).toMatchObject({ result: 'MISMATCHED', differences: [{ kind: 'CHANGED', key: ['t000701'] }] });
  await sql(`UPDATE published.towns SET name = '${town(701)[1]}' WHERE id = 't000701'`);
});

it('one more than the limit fails the sync, names them all the same, and leaves what is published', async () => {
  await define('limited', 1);
  expect(await sync('limited')).toMatchObject({ state: 'SUCCEEDED' });
  await world.provider.restate('limited', DAY_TWO, [...towns(1, 10), bad(11), bad(12)]);
  const runId = '01990000-0000-7000-8000-0000000000f1';
  expect(await sync('limited', { runId, businessDate: DAY_TWO })).toMatchObject({
    state: 'FAILED', reconciliation: null, error: { code: 'TOO_MANY_REJECTED', retryable: false, message: expect.stringContaining('refuses 2 rows, and may refuse 1; 1 of 1 parts were looked at. The first is row 11 of part 1, column name: VALUE_TOO_LONG.') },
    files: [{ rowsExpected: 12, rowsLoaded: 10, rowsRejected: 2 }],
  });
  expect((await rejected('limited')).items.map(({ line }: { line: number }) => line)).toEqual([11, 12]);
  expect(await sql(`SELECT business_date FROM publication WHERE file_name = 'limited'`)).toEqual([{ business_date: DAY_ONE }]);
  expect((await sql('SELECT count(*)::int AS n FROM published.limited'))[0].n).toBe(3000);
  // With a higher limit the next attempt takes over what was loaded, and what was rejected with it.
  await define('limited', 2);
  const before = asked();
  expect(await sync('limited', { runId, businessDate: DAY_TWO, attempt: 2 })).toMatchObject({ state: 'SUCCEEDED', files: [{ rowsLoaded: 10, rowsRejected: 2 }] });
  expect(asked() - before).toBe(0);
  expect((await rejected('limited')).items).toHaveLength(2);
});

it('of a hopeless part the first thousand rows are named, and nobody looks any further', async () => {
  await define('hopeless', 10);
  await world.provider.restate('hopeless', DAY_ONE, Array.from({ length: 2600 }, (_none, n) => bad(n + 1)));
  expect(await sync('hopeless')).toMatchObject({ state: 'FAILED', error: { code: 'TOO_MANY_REJECTED' }, files: [{ rowsLoaded: 0, rowsRejected: 1000 }] });
  const lines: unknown[] = [];
  for (let cursor = ''; lines.length < 1001;) {
    const { items, nextCursor } = await rejected('hopeless', `?limit=500${cursor}`);
    lines.push(...items.map(({ part, line }: { part: number; line: number }) => `${part}/${line}`));
    if (nextCursor === null) break;
    cursor = `&cursor=${nextCursor}`;
  }
  expect(new Set(lines).size).toBe(1000);
  // Parts of 500 rows, two at once: two or three were begun, and none of the others.
  expect(Number(/(\d) of 6 parts were looked at/.exec((await newest('hopeless')).detail)?.[1])).toBeLessThanOrEqual(3);
});

it('every kind of refusal has its word', async () => {
  await define('kinds', 10);
  await world.provider.restate('kinds', DAY_ONE, [
    ...towns(1, 3), bad(4, ['a', '9223372036854775808']), bad(5, ['a', '1', '12345678901.00']), bad(6, ['a', '1', '1.00', '2026-02-30T00:00:00.000000Z']), bad(7, ['nul\u0000']), bad(8, ['q"u,o\nte', 'x']),
  ]);
  expect(await sync('kinds')).toMatchObject({ state: 'SUCCEEDED', files: [{ rowsLoaded: 3, rowsRejected: 5 }] });
  const { items } = await rejected('kinds');
  expect(items.map(({ line, column, reason }: { line: number; column: string; reason: string }) => [line, column, reason.split(':')[0]])).toEqual([
    [4, 'population', 'VALUE_OUT_OF_RANGE'], [5, 'area', 'VALUE_OUT_OF_RANGE'], [6, 'seen', 'VALUE_OUT_OF_RANGE'], [7, null, 'CHARACTER_UNSUPPORTED'], [8, 'population', 'VALUE_UNREADABLE'],
  ]);
  expect(items[3].raw).toContain('nul\u0000');
  expect(items[4].raw).toContain('"q""u,o\nte",x');
});

it('of a key that comes twice the later row is rejected', async () => {
  await define('twice', 2);
  // Within a part; parts in key order, so that the same key cannot be in two of an honest source.
  await world.provider.restate('twice', DAY_ONE, [...towns(1, 10), bad(10, ['again']), ...towns(11, 1000), ...towns(1000, 1000)]);
  expect(await sync('twice')).toMatchObject({ state: 'SUCCEEDED', files: [{ rowsExpected: 1002, rowsLoaded: 1000, rowsRejected: 2 }] });
  const { items } = await rejected('twice');
  expect(items.map(({ part, line, reason }: { part: number; line: number; reason: string }) => [part, line, reason.split(':')[0]])).toEqual([[1, 11, 'KEY_TWICE'], [3, 2, 'KEY_TWICE']]);
  expect((await sql(`SELECT name FROM published.twice WHERE id = 't000010'`))[0].name).toBe('');
  expect((await consumer.call('POST', '/files/twice/verify')).body.result).toBe('MATCHED');
});

it('constraints that people put on the target reject rows, also those that only the whole shows', async () => {
  await define('checked', 5);
  expect(await sync('checked')).toMatchObject({ state: 'SUCCEEDED' });
  await sql('CREATE TABLE sizes (area numeric PRIMARY KEY)');
  await sql('INSERT INTO sizes SELECT n + 0.25 FROM generate_series(1, 9) n');
  await sql('DELETE FROM published.checked WHERE id > \'t000009\'');
  await sql('ALTER TABLE published.checked ADD CHECK (population <> 20) NOT VALID, ADD CONSTRAINT one_name UNIQUE (name), ADD CONSTRAINT known_size FOREIGN KEY (area) REFERENCES sizes DEFERRABLE INITIALLY DEFERRED NOT VALID');
  await world.provider.restate('checked', DAY_TWO, [...towns(1, 4), bad(6, ['Town 4 ß😀']), bad(8, ['Town 8', '80', '10.25'])]);
  expect(await sync('checked', { businessDate: DAY_TWO })).toMatchObject({ state: 'SUCCEEDED', files: [{ rowsExpected: 6, rowsLoaded: 3, rowsRejected: 3 }] });
  const { items } = await rejected('checked');
  expect(items.map(({ line, reason }: { line: number; reason: string }) => [line, reason.split(':')[0]])).toEqual([[2, 'CHECK_VIOLATED'], [5, 'KEY_TWICE'], [6, 'REFERENCE_MISSING']]);
});

it('rejected rows are replayed once the target takes them, proven, and taken away by a rollback', async () => {
  await define('replayed', 5);
  expect(await sync('replayed')).toMatchObject({ state: 'SUCCEEDED' });
  await sql('ALTER TABLE published.replayed ADD CONSTRAINT small CHECK (population < 40000), ADD CONSTRAINT named CHECK (name <> \'x\')');
  // Rows 4001 and 4002 are new and too large, row 7 is old and wrongly named.
  await world.provider.restate('replayed', DAY_TWO, [...towns(1, 6), bad(7, ['x']), ...towns(8, 3000), town(4001), town(4002), bad(5000)]);
  expect(await sync('replayed', { businessDate: DAY_TWO })).toMatchObject({ state: 'SUCCEEDED', files: [{ rowsExpected: 3003, rowsLoaded: 2999, rowsRejected: 4 }] });
  const { id } = await newest('replayed');
  const replay = () => consumer.call('POST', `/file-syncs/${id}/rejected-rows/replay`);
  const countRows = async (): Promise<number> => (await sql('SELECT count(*)::int AS n FROM published.replayed'))[0].n;

  expect(await replay()).toMatchObject({ status: 200, body: { rowsLoaded: 2999, rowsRejected: 4 } });
  await sql('ALTER TABLE published.replayed DROP CONSTRAINT small, DROP CONSTRAINT named');
  const both = await Promise.all([replay(), replay()]);
  expect(both.map(({ status, body }) => [status, body.rowsLoaded, body.rowsRejected])).toEqual([[200, 3002, 1], [200, 3002, 1]]);
  expect([await countRows(), (await rejected('replayed')).items.map(({ line }: { line: number }) => line)]).toEqual([3002, [3]]);
  expect((await consumer.call('POST', '/files/replayed/verify')).body.result).toBe('MATCHED');

  expect((await consumer.call('POST', '/files/replayed/rollback', { reason: 'a test' })).status).toBe(200);
  expect(await countRows()).toBe(3000);
  expect(await replay()).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
});

it('a replay that would publish what was not sealed publishes nothing', async () => {
  await define('towns', 3);
  const { id } = await newest('towns');
  await sql(`ALTER TABLE published.towns ALTER COLUMN name TYPE varchar(90) COLLATE "C"`);
  const before = await rejected('towns');
  // Somebody else's columns are not ours to fill.
  expect(await consumer.call('POST', `/file-syncs/${id}/rejected-rows/replay`)).toMatchObject({ status: 409 });
  await sql(`ALTER TABLE published.towns ALTER COLUMN name TYPE varchar(80) COLLATE "C"`);
  await sql(`UPDATE published.towns SET population = 1 WHERE id = 't000001'`);
  expect(await consumer.call('POST', `/file-syncs/${id}/rejected-rows/replay`)).toMatchObject({ status: 409, body: { code: 'RECONCILIATION_MISMATCH' } });
  expect(await rejected('towns')).toEqual(before);
});

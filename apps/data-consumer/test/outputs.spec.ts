import { createHash } from 'node:crypto';
import type { Database } from '@syncline/database';
import type { FreshDatabase } from '@syncline/test-kit';
import { parse } from 'csv-parse/sync';
import { consumerDatabase, fileOf, openDatabase, outputsFolder, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { ID_AND_TEXT, plainOutput, townsBySize } from './town-outputs.ts';
import { DAY_ONE, DAY_TWO, towns, townsDataset } from './towns.ts';

const HOSTILE = ['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', '"=1", ok', '', null] as const;

/** Queries that their authors must mend, and what they are told. */
const WRONG: Record<string, [columns: string, query: string, code: string, detail: RegExp]> = {
  'writes-by-function': [ID_AND_TEXT, `SELECT id, CAST(nextval('public.counter') AS text) AS text FROM {{towns}}`, 'OUTPUT_INVALID', /read-only transaction/],
  'reads-our-tables': [ID_AND_TEXT, `SELECT CAST(id AS text) AS id, state AS text FROM file_sync, {{towns}}`, 'OUTPUT_INVALID', /relation "file_sync" does not exist/],
  'runs-for-ever': [ID_AND_TEXT, `SELECT id, CAST(pg_sleep(60) AS text) AS text FROM {{towns}}`, 'OUTPUT_TIMED_OUT', /longer than 0.8 s/],
  'lacks-a-column': [ID_AND_TEXT, `SELECT id FROM {{towns}}`, 'OUTPUT_INVALID', /has no column text/],
  'has-one-too-many': [ID_AND_TEXT, `SELECT id, name AS text, area FROM {{towns}}`, 'OUTPUT_INVALID', /has a column area that the output does not declare/],
  'has-a-float': [ID_AND_TEXT, `SELECT id, CAST(area AS double precision) AS text FROM {{towns}}`, 'OUTPUT_INVALID', /floating point numbers in text/],
  'has-another-type': [ID_AND_TEXT.replace('string(80)', 'bigint'), `SELECT id, name AS text FROM {{towns}}`, 'OUTPUT_INVALID', /refuses the query/],
  'has-nan': [ID_AND_TEXT.replace('string(80)', '"decimal(9,2)"'), `SELECT id, CAST('NaN' AS numeric) AS text FROM {{towns}}`, 'OUTPUT_INVALID', /A value in text is not one/],
  'would-round': [ID_AND_TEXT.replace('string(80)', '"decimal(9,1)"'), `SELECT id, area AS text FROM {{towns}}`, 'OUTPUT_INVALID', /A value in text is not one/],
  'is-too-long': [ID_AND_TEXT.replace('string(80)', 'string(3)'), `SELECT id, id AS text FROM {{towns}}`, 'OUTPUT_INVALID', /A value in text is not one/],
  'has-null-in-its-key': [ID_AND_TEXT, `SELECT NULLIF(id, 't000007') AS id, name AS text FROM {{towns}}`, 'OUTPUT_INVALID', /A value in id is not one/],
  'has-a-key-twice': [ID_AND_TEXT, `SELECT left(id, 6) AS id, 'x' AS text FROM {{towns}}`, 'OUTPUT_INVALID', /A key is there twice.*has_a_key_twice_v1_pkey".$/],
  'divides-by-zero': [ID_AND_TEXT, `SELECT id, CAST(1 / (population - 10) AS text) AS text FROM {{towns}}`, 'OUTPUT_INVALID', /division by zero/],
  'is-too-large': [ID_AND_TEXT, `SELECT id || n AS id, 'x' AS text FROM {{towns}}, generate_series(1, 3) n`, 'OUTPUT_TOO_LARGE', /more than 5000 rows/],
};

let world: World;
let fresh: FreshDatabase;
let database: Database;
let consumer: Consumer;

const sql = sqlOn(() => database);
const dispatch = (target: string, options = {}) => world.platform.dispatch({ url: `${consumer.url}/api/v1/${target}` }, { businessDate: DAY_ONE, everyMs: 50, ...options });
const compute = async (name: string, options = {}) => (await dispatch(`outputs/${name}/runs`, options)).end;

async function get(path: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: Headers; text: string }> {
  const token = await world.operator.token({ audience: 'data-consumer', scope: 'outputs:read' });
  const response = await fetch(`${consumer.url}/api/v1/outputs${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
const rowsOf = async (name: string, businessDate = DAY_ONE): Promise<unknown> => JSON.parse((await get(`/${name}?businessDate=${businessDate}`)).text).rows;

const outputs = {
  'towns-by-size.sql': townsBySize(),
  'wrong-total.sql': townsBySize({ name: 'wrong-total', where: `WHERE id <> 't000002'` }),
  'no-total.sql': townsBySize({ name: 'no-total', tieTo: 'height' }),
  'hostile.sql': plainOutput('hostile', `${ID_AND_TEXT}\n  - { name: amount, type: integer }`, `SELECT id, name AS text, -population AS amount FROM {{towns}}`.replace('{{towns}}', '{{towns}} WHERE population < 10')),
  ...Object.fromEntries(Object.entries(WRONG).map(([name, [columns, query]]) => [`${name}.sql`, plainOutput(name, columns, query)])),
};

beforeAll(async () => {
  const hostile = HOSTILE.map((name, index) => [`h${index}`, name, String(index), '0.00', null]);
  world = await startWorld([townsDataset({ days: { [DAY_ONE]: [...hostile, ...towns(1, 3000)], [DAY_TWO]: towns(1, 10) } })]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
  await sql('CREATE SEQUENCE public.counter');
  consumer = await startConsumer(world, fresh.url, {}, { folder: await outputsFolder(outputs), timeLimitMs: 800, maxRows: 5000, keepBusinessDates: 2 });
  await consumer.call('PUT', '/files/towns', fileOf(world, 'towns', { limits: { maxDeletedPercent: 100 } }));
}, 60_000);

afterAll(async () => {
  await consumer?.stop();
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

it('wait for their inputs: what is not published for the business date may be tried again', async () => {
  const runId = '01990000-0000-7000-8000-0000000000a1';
  expect(await compute('towns-by-size', { runId })).toMatchObject({
    state: 'FAILED', reconciliation: null, files: null, error: { code: 'INPUT_NOT_PROVEN', retryable: true, message: 'towns is not published yet; the output needs 2026-08-04.' },
  });
  expect((await get('/towns-by-size')).status).toBe(404);
  expect((await dispatch('sync-jobs')).end.state).toBe('SUCCEEDED');
  expect((await compute('towns-by-size', { businessDate: DAY_TWO })).error?.message).toBe('towns is published for 2026-08-04; the output needs 2026-09-26.');
  expect(await compute('towns-by-size', { runId, attempt: 2 })).toMatchObject({ attempt: 2, state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
});

it('are stored, tied out by the database to what the source signed, and reported without files', async () => {
  const end = await compute('towns-by-size');
  const [{ people }] = await sql('SELECT sum(population)::text AS people FROM published.towns');
  expect(end).toMatchObject({ state: 'SUCCEEDED', error: null, files: null });
  expect(end.reconciliation).toEqual({
    result: 'MATCHED',
    checks: [
      { file: 'towns-by-size', check: 'rows', expected: '2', actual: '2', matched: true },
      { file: 'towns-by-size', check: 'digest', expected: expect.stringMatching(/^[0-9a-f]{64}$/), actual: expect.any(String), matched: true },
      { file: 'towns-by-size', check: 'people = towns.population', expected: people, actual: people, matched: true },
      { file: 'towns-by-size', check: 'towns = towns.rows', expected: '3009', actual: '3009', matched: true },
    ],
  });
  const stored = await sql(`SELECT business_date::text AS date, size, towns, people::text FROM outputs.towns_by_size_v1 ORDER BY size`);
  expect(stored).toEqual([expect.objectContaining({ date: DAY_ONE, size: 'large' }), expect.objectContaining({ date: DAY_ONE, size: 'small' })]);
  const bytes = stored.map((row) => `${row.date},${row.size},${row.towns},${row.people}\n`).join('');
  expect(end.reconciliation?.checks[1]?.actual).toBe(createHash('sha256').update(bytes).digest('hex'));
});

it('are served as JSON with what they come from, and as CSV; nothing else is offered', async () => {
  const json = await get('/towns-by-size');
  const [large, small] = JSON.parse(json.text).rows;
  expect([json.status, json.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
  expect(JSON.parse(json.text)).toEqual({
    output: 'towns-by-size', version: 1, businessDate: DAY_ONE, runId: expect.any(String), rowCount: 2, digest: expect.any(String), computedAt: expect.stringMatching(/Z$/),
    columns: [{ name: 'size', type: 'string(10)', nullable: false }, { name: 'towns', type: 'integer', nullable: false }, { name: 'people', type: 'bigint', nullable: false }],
    key: ['size'],
    inputs: [{ file: 'towns', businessDate: DAY_ONE, revision: 1, extractId: expect.any(String), manifestDigest: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    checks: [{ file: 'towns-by-size', check: 'rows', expected: '2', actual: '2', matched: true }, expect.anything(), expect.anything(), expect.anything()],
    rows: [{ size: 'large', towns: expect.stringMatching(/^\d+$/), people: expect.stringMatching(/^\d+$/) }, { size: 'small', towns: expect.any(String), people: expect.any(String) }],
  });
  const csv = await get(`/towns-by-size?businessDate=${DAY_ONE}`, { accept: 'text/csv' });
  expect([csv.status, csv.headers.get('content-type'), csv.headers.get('content-disposition')]).toEqual([200, 'text/csv; charset=utf-8; header=present', `attachment; filename="towns-by-size_${DAY_ONE}.csv"`]);
  expect(csv.text).toBe(`size,towns,people\r\nlarge,${large.towns},${large.people}\r\nsmall,${small.towns},${small.people}\r\n`);
  expect(await get('/towns-by-size', { accept: 'text/html' })).toMatchObject({ status: 406, text: expect.stringContaining('NOT_ACCEPTABLE') });
  expect(await get('/towns-by-size', { accept: 'text/csv', 'if-none-match': csv.headers.get('etag') ?? '' })).toMatchObject({ status: 304, text: '' });
  expect(await get('/towns-by-size', { 'if-none-match': csv.headers.get('etag') ?? '' })).toMatchObject({ status: 200 });
});

it('say what there is of them', async () => {
  const { items, nextCursor } = JSON.parse((await get('?limit=500')).text);
  expect([items.map(({ name }: { name: string }) => name), nextCursor]).toEqual([Object.keys(outputs).map((file) => file.slice(0, -4)).sort(), null]);
  expect(items.find(({ name }: { name: string }) => name === 'towns-by-size')).toMatchObject({
    version: 1, description: expect.stringContaining('How many towns'), inputs: ['towns'], key: ['size'], table: 'outputs.towns_by_size_v1', businessDates: [DAY_ONE],
    newest: { businessDate: DAY_ONE, rowCount: 2 }, lastRun: { state: 'SUCCEEDED', businessDate: DAY_ONE, reason: null },
  });
  expect(items.find(({ name }: { name: string }) => name === 'hostile')).toMatchObject({ businessDates: [], newest: null, lastRun: null });
  const first = JSON.parse((await get('?limit=2')).text);
  expect(JSON.parse((await get(`?limit=1&cursor=${first.nextCursor}`)).text).items[0].name).toBe(items[2].name);
});

it('are dispatch targets like others', async () => {
  const runId = '01990000-0000-7000-8000-0000000000a2';
  const first = await dispatch('outputs/towns-by-size/runs', { runId });
  const again = await dispatch('outputs/towns-by-size/runs', { runId });
  expect([again.end, again.statuses]).toEqual([first.end, [200]]);
  expect(await sql(`SELECT count(*)::int AS n FROM output_run WHERE run_id = '${runId}'`)).toEqual([{ n: 1 }]);
  // Nothing is left to do in a later attempt either: what succeeded is stored and proven.
  expect(await compute('towns-by-size', { runId, attempt: 2 })).toMatchObject({ attempt: 2, state: 'SUCCEEDED' });
  await expect(dispatch('outputs/towns-by-size/runs', { runId, attempt: 2, parameters: { x: 1 } })).rejects.toThrow(/409[\s\S]*IDEMPOTENCY_CONFLICT/);
  await expect(dispatch('outputs/nowhere/runs')).rejects.toThrow(/404[\s\S]*There is no output nowhere/);
  await expect(dispatch('outputs/towns-by-size/runs', { businessDate: null })).rejects.toThrow(/422[\s\S]*BUSINESS_DATE_REQUIRED/);
  expect((await get('/nowhere')).text).toContain('There is no output nowhere.');
  expect((await get(`/towns-by-size?businessDate=${DAY_TWO}`)).text).toContain('was not computed for 2026-09-26');
  expect((await get('/towns-by-size?businessDate=yesterday')).status).toBe(400);
});

it('that do not tie out fail with the numbers, and what was stored stays', async () => {
  const end = await compute('wrong-total');
  expect(end).toMatchObject({ state: 'FAILED', reconciliation: { result: 'MISMATCHED' }, error: { code: 'RECONCILIATION_MISMATCH', retryable: false, message: expect.stringContaining('towns = towns.rows: 3009 was expected, 3008 is stored') } });
  expect(end.reconciliation?.checks.map(({ check, matched }) => [check, matched])).toEqual([['rows', true], ['digest', true], ['people = towns.population', false], ['towns = towns.rows', false]]);
  expect((await get('/wrong-total')).status).toBe(404);
  // Rows that something changes on their way in are found by reading them back.
  const before = await rowsOf('towns-by-size');
  await sql(`CREATE FUNCTION tamper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.size := upper(NEW.size); RETURN NEW; END $$`);
  await sql('CREATE TRIGGER tamper BEFORE INSERT ON outputs.towns_by_size_v1 FOR EACH ROW EXECUTE FUNCTION tamper()');
  expect(await compute('towns-by-size')).toMatchObject({ state: 'FAILED', error: { code: 'RECONCILIATION_MISMATCH', message: expect.stringContaining('digest') } });
  await sql('DROP TRIGGER tamper ON outputs.towns_by_size_v1');
  expect(await rowsOf('towns-by-size')).toEqual(before);
  expect(await compute('no-total')).toMatchObject({ state: 'FAILED', error: { code: 'OUTPUT_INVALID', message: 'The file towns has no control total height to tie out to.' } });
});

it.each(Object.entries(WRONG))('that %s are told so, and store nothing', async (name, [, , code, detail]) => {
  const end = await compute(name);
  expect(end).toMatchObject({ state: 'FAILED', reconciliation: null, error: { code, retryable: false, message: expect.stringMatching(detail) } });
  expect((await get(`/${name}`)).status).toBe(404);
  expect(await sql(`SELECT last_value::int AS n, is_called FROM public.counter`)).toEqual([{ n: 1, is_called: false }]);
});

it('take the danger out of texts in CSV, and leave numbers alone', async () => {
  expect(await compute('hostile')).toMatchObject({ state: 'SUCCEEDED' });
  const rows = parse((await get('/hostile', { accept: 'text/csv' })).text, { from_line: 2 }) as string[][];
  expect(rows.filter(([id]) => id?.startsWith('h'))).toEqual(HOSTILE.map((text, index) => [`h${index}`, `${/^[=+\-@\t\r]/.test(text ?? '') ? "'" : ''}${text ?? ''}`, index === 0 ? '0' : `-${index}`]));
  expect(((await rowsOf('hostile')) as { text: string | null }[]).slice(0, HOSTILE.length).map(({ text }) => text)).toEqual([...HOSTILE]);
});

it('keep each business date, up to as many as are wanted, also when their columns change with a new version', async () => {
  expect((await dispatch('sync-jobs', { businessDate: DAY_TWO })).end.state).toBe('SUCCEEDED');
  await consumer.stop();
  const wider = { columns: '  - { name: area, type: "decimal(20,2)" }\n', select: ', COALESCE(sum(area), 0) AS area' };
  const start = async (version: number) => {
    consumer = await startConsumer(world, fresh.url, {}, { folder: await outputsFolder({ 'a.sql': townsBySize({ version, ...wider }) }), keepBusinessDates: 2 });
  };
  await start(1);
  expect(await compute('towns-by-size', { businessDate: DAY_TWO })).toMatchObject({ state: 'FAILED', error: { code: 'OUTPUT_CHANGED', retryable: false, message: expect.stringContaining('raise its version') } });
  await consumer.stop();
  await start(2);
  expect(await compute('towns-by-size', { businessDate: DAY_TWO })).toMatchObject({ state: 'SUCCEEDED' });
  expect(await rowsOf('towns-by-size')).toEqual([{ size: 'large', towns: expect.any(String), people: expect.any(String) }, expect.anything()]);
  expect(await rowsOf('towns-by-size', DAY_TWO)).toEqual([{ size: 'small', towns: '10', people: '550', area: '57.50' }]);
  expect(JSON.parse((await get('/towns-by-size')).text).businessDate).toBe(DAY_TWO);
  await world.provider.restate('towns', '2026-09-27', towns(1, 5));
  expect((await dispatch('sync-jobs', { businessDate: '2026-09-27' })).end.state).toBe('SUCCEEDED');
  expect(await compute('towns-by-size', { businessDate: '2026-09-27' })).toMatchObject({ state: 'SUCCEEDED' });
  expect(JSON.parse((await get('')).text).items[0].businessDates).toEqual(['2026-09-27', DAY_TWO]);
  expect((await get(`/towns-by-size?businessDate=${DAY_ONE}`)).status).toBe(404);
  expect(await sql('SELECT count(*)::int AS n FROM outputs.towns_by_size_v1')).toEqual([{ n: 0 }]);
});

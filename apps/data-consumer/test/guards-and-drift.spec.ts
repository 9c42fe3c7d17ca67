import type { Database } from '@syncline/database';
import { eventually, type FreshDatabase } from '@syncline/test-kit';
import { accounts, accountsDataset, ACCOUNT_COLUMNS, ALL, DAY_1, DAY_2, DAY_3, DAYS } from './accounts.ts';
import { consumerDatabase, filesOf, openDatabase, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';

let world: World;
let fresh: FreshDatabase;
let database: Database;
let consumer: Consumer;

const sql = sqlOn(() => database);
const { define, sync } = filesOf(() => ({ world, consumer }));
const rollBack = (name: string) => consumer.call('POST', `/files/${name}/rollback`, { reason: 'the source was wrong' });
const versionOf = async (name: string): Promise<string> => {
  const [row] = await sql(`SELECT count(*)::int AS n, sum(amount)::text AS sum FROM published.${name}`);
  return `${row.n} rows, ${row.sum}`;
};

beforeAll(async () => {
  world = await startWorld(['guarded', 'drifting', 'moved'].map((name) => accountsDataset(name, DAYS)));
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

describe('guards', () => {
  it('stop what changes too much, until a person lets it pass; then it goes on from what is staged', async () => {
    await define('guarded', { limits: { maxChangePercent: 10 } });
    await sync('guarded', DAY_1);
    const runId = '01990000-0000-7000-8000-0000000000b1';
    expect(await sync('guarded', DAY_3, { runId })).toMatchObject({
      state: 'FAILED', reconciliation: null,
      error: { code: 'GUARD_CHANGE_PERCENT', retryable: false, message: expect.stringContaining('rows from 1000 to 1200 (20.00 %), sum amount from 1000.00 to 3600.00 (260.00 %)') },
      files: [{ rowsExpected: 1200, rowsLoaded: 1200, rowsRejected: 0 }],
    });
    expect(await versionOf('guarded')).toBe('1000 rows, 1000.00');
    const { body: list } = await consumer.call('GET', `/file-syncs?runId=${runId}`);
    const stopped = list.items[0];
    const release = (reason = 'a new branch was opened') => consumer.call('POST', `/file-syncs/${stopped.id}/release`, { reason });
    expect(await release()).toMatchObject({ status: 200, body: { id: stopped.id, state: 'FAILED', detail: expect.stringContaining(`Released by ${world.operator.issuer}#operator`) } });
    expect(await release('twice')).toMatchObject({ status: 200, body: { detail: expect.stringContaining('a new branch was opened') } });
    // Something newer is sealed meanwhile: what is published is what the person let pass.
    await world.provider.restate('guarded', DAY_3, accounts(1, 5000, '9.00'));
    world.provider.record.clear();
    expect(await sync('guarded', DAY_3, { runId, attempt: 2 })).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' }, files: [{ revision: 1, extractId: stopped.extractId, inserted: 200, updated: 1000 }] });
    expect(world.provider.record.of('getPart')).toEqual([]);
    expect(world.provider.record.of('createExtract')).toEqual([]);
    expect((await release('late')).status).toBe(200);
  });

  it('are each released by name, and a release is of that run alone', async () => {
    const runId = '01990000-0000-7000-8000-0000000000b2';
    await define('guarded', { limits: { maxChangePercent: 10, maxDeletedPercent: 5 } });
    await world.provider.restate('guarded', '2026-08-06', accounts(1, 1000, '3.00'));
    const releaseNewest = async (attempt: number) => {
      const { body } = await consumer.call('GET', `/file-syncs?runId=${runId}`);
      expect(body.items[0].attempt).toBe(attempt);
      return consumer.call('POST', `/file-syncs/${body.items[0].id}/release`, { reason: 'yes' });
    };
    expect(await sync('guarded', '2026-08-06', { runId })).toMatchObject({ error: { code: 'GUARD_CHANGE_PERCENT' } });
    expect((await releaseNewest(1)).status).toBe(200);
    expect(await sync('guarded', '2026-08-06', { runId, attempt: 2 })).toMatchObject({ error: { code: 'GUARD_DELETED_PERCENT', message: expect.stringContaining('200 of 1200 published rows (16.66 %)') } });
    expect((await releaseNewest(2)).status).toBe(200);
    const another = await sync('guarded', '2026-08-06');
    expect(another).toMatchObject({ error: { code: 'GUARD_CHANGE_PERCENT' } });
    expect(await sync('guarded', '2026-08-06', { runId, attempt: 3 })).toMatchObject({ state: 'SUCCEEDED', files: [{ deleted: 200, unchanged: 1000 }] });
  });

  it('are released against what was published then, and nothing else', async () => {
    const [runId, day] = ['01990000-0000-7000-8000-0000000000b5', '2026-08-08'];
    await define('guarded', { limits: { maxChangePercent: null, maxDeletedPercent: 5 } });
    await world.provider.restate('guarded', day, accounts(1, 900, '3.00'));
    const release = async () => {
      const { body } = await consumer.call('GET', `/file-syncs?runId=${runId}`);
      expect((await consumer.call('POST', `/file-syncs/${body.items[0].id}/release`, { reason: 'yes' })).status).toBe(200);
    };
    expect(await sync('guarded', day, { runId })).toMatchObject({ error: { code: 'GUARD_DELETED_PERCENT', message: expect.stringContaining('100 of 1000 ') } });
    await release();
    expect(await rollBack('guarded')).toMatchObject({ status: 200, body: { published: { rows: 1200 } } });
    expect(await sync('guarded', day, { runId, attempt: 2 })).toMatchObject({ error: { code: 'GUARD_DELETED_PERCENT', message: expect.stringContaining('300 of 1200 ') } });
    await release();
    expect(await sync('guarded', day, { runId, attempt: 3 })).toMatchObject({ state: 'SUCCEEDED', files: [{ deleted: 300 }] });
  });

  it('are the only thing that can be released', async () => {
    await define('guarded', { limits: { maxChangePercent: null, maxDeletedPercent: 5 } });
    const runId = '01990000-0000-7000-8000-0000000000b3';
    await sync('guarded', DAY_1, { runId });
    const { body } = await consumer.call('GET', `/file-syncs?runId=${runId}`);
    expect(body.items[0].reason).toBe('OLDER_THAN_PUBLISHED');
    expect(await consumer.call('POST', `/file-syncs/${body.items[0].id}/release`, { reason: 'x' })).toMatchObject({ status: 409, body: { code: 'ILLEGAL_TRANSITION', detail: expect.stringContaining('OLDER_THAN_PUBLISHED') } });
    expect((await consumer.call('POST', '/file-syncs/01990000-0000-7000-8000-000000000000/release', { reason: 'x' })).status).toBe(404);
  });
});

it('a sync that waited while its file got another target goes to neither', async () => {
  await define('moved', { target: { table: 'moved_from' } });
  const [runId, day] = ['01990000-0000-7000-8000-0000000000b4', '2026-08-07'];
  const ended = sync('moved', day, { runId });
  await eventually(async () => expect((await consumer.call('GET', `/file-syncs?runId=${runId}`)).body.items).toHaveLength(1));
  await define('moved', { target: { table: 'moved_to' } });
  await world.provider.restate('moved', day, ALL);
  expect(await ended).toMatchObject({ state: 'FAILED', error: { code: 'SCHEMA_DRIFT', message: expect.stringContaining('The target of moved is moved_to by now; this sync began when it was moved_from.') } });
  expect(await sync('moved', day, { runId, attempt: 2 })).toMatchObject({ state: 'SUCCEEDED', files: [{ inserted: 1000 }] });
  expect(await sql(`SELECT to_regclass('published.moved_from') AS before, count(*)::int AS n FROM published.moved_to`)).toEqual([{ before: null, n: 1000 }]);
});

describe('a dataset whose columns change', () => {
  const [id, owner, amount] = ACCOUNT_COLUMNS as [typeof ACCOUNT_COLUMNS[number], typeof ACCOUNT_COLUMNS[number], typeof ACCOUNT_COLUMNS[number]];
  const branch = { name: 'branch', type: 'string(5)', nullable: true };

  it('fails with what changed, column by column', async () => {
    await define('drifting');
    await sync('drifting', DAY_1);
    await world.provider.restate('drifting', DAY_2, ALL.map(([key, , value]) => [key ?? null, value ?? null, 'x']), { columns: [id, { ...amount, type: 'decimal(14,2)' }, { ...branch, nullable: false }] });
    expect(await sync('drifting', DAY_2)).toMatchObject({
      error: { code: 'SCHEMA_DRIFT', message: expect.stringContaining('owner was dropped; amount was decimal(12,2) and is decimal(14,2); branch (string(5)) was added and cannot be NULL.') },
    });
    expect(await versionOf('drifting')).toBe('1000 rows, 1000.00');
  });

  it('gets columns that may be NULL where the file allows it, and loses nothing by going back', async () => {
    const rows = ALL.map(([key, name, value], index) => [key ?? null, index < 5 ? 'B1' : null, name ?? null, value ?? null]);
    await world.provider.restate('drifting', DAY_3, rows, { columns: [id, branch, owner, amount] });
    expect(await sync('drifting', DAY_3)).toMatchObject({ error: { code: 'SCHEMA_DRIFT', message: expect.stringContaining('branch (string(5)) was added') } });
    await define('drifting', { schemaDrift: 'ADD_COLUMNS' });
    expect(await sync('drifting', DAY_2)).toMatchObject({ error: { code: 'SCHEMA_DRIFT', message: expect.stringContaining('Only columns that may be NULL are added.') } });
    expect(await sync('drifting', DAY_3)).toMatchObject({ state: 'SUCCEEDED', files: [{ inserted: 0, updated: 5, unchanged: 995 }] });
    expect(await sql('SELECT count(branch)::int AS n FROM published.drifting')).toEqual([{ n: 5 }]);
    expect(await rollBack('drifting')).toMatchObject({ status: 200, body: { published: { businessDate: DAY_1 } } });
    expect(await sql('SELECT count(branch)::int AS n, count(*)::int AS rows FROM published.drifting')).toEqual([{ n: 0, rows: 1000 }]);
    expect(await sync('drifting', DAY_3)).toMatchObject({ state: 'SUCCEEDED', files: [{ updated: 5 }] });
  });
});

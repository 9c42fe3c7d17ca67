import type { Database } from '@syncline/database';
import { eventually, type FreshDatabase } from '@syncline/test-kit';
import { accountsDataset, DAY_1, DAY_2, DAY_3, DAYS } from './accounts.ts';
import { hasKeyIndex } from '../src/publishing/staging-key.ts';
import { consumerDatabase, filesOf, openDatabase, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';

let world: World;
let fresh: FreshDatabase;
let database: Database;
let consumer: Consumer;

const sql = sqlOn(() => database);
const { define, sync } = filesOf(() => ({ world, consumer }));
const rollBack = (name: string, more: object = {}, key?: string) =>
  consumer.call('POST', `/files/${name}/rollback`, { reason: 'the source was wrong', ...more }, key === undefined ? {} : { 'idempotency-key': key });
const versionOf = async (name: string): Promise<string> => {
  const [row] = await sql(`SELECT count(*)::int AS n, sum(amount)::text AS sum FROM published.${name}`);
  return `${row.n} rows, ${row.sum}`;
};
const wayBackOf = async (name: string): Promise<string | null> => (await sql(`SELECT way_back FROM previous_edition WHERE file_name = '${name}'`))[0]?.way_back ?? null;

beforeAll(async () => {
  world = await startWorld(['readers', 'snapshots', 'replaced', 'tampered', 'meddled', 'locked', 'unpublished', 'repaired', 'constrained', 'referred', 'early', 'unkeyed'].map((name) => accountsDataset(name, DAYS)));
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

describe('readers', () => {
  /** What a reader sees who looks every 10 ms until the work is done, each version once a time. */
  const watching = async (name: string, work: () => Promise<void>): Promise<string[]> => {
    const seen: string[] = [];
    let isOver = false;
    const look = async (): Promise<void> => {
      const version = await versionOf(name).catch((error: Error) => error.message);
      if (seen.at(-1) !== version) seen.push(version);
    };
    const reader = (async () => {
      while (!isOver) await Promise.all([look(), new Promise((resolve) => setTimeout(resolve, 10))]);
      await look();
    })();
    await work().finally(() => { isOver = true; });
    await reader;
    return seen;
  };

  it('see whole versions only: of a first load, a merge, a refill and the way back of each', async () => {
    await define('readers', { limits: { maxDeletedPercent: 100 } });
    const seen = await watching('readers', async () => {
      expect((await sync('readers', DAY_1)).files).toEqual([expect.objectContaining({ inserted: 1000, updated: 0, deleted: 0, unchanged: 0 })]);
      expect((await sync('readers', DAY_2)).files).toEqual([expect.objectContaining({ inserted: 0, updated: 10, deleted: 10, unchanged: 980 })]);
      expect(await wayBackOf('readers')).toBe('CHANGES');
      expect(await rollBack('readers')).toMatchObject({ status: 200, body: { name: 'readers', published: { businessDate: DAY_1, revision: 1, rows: 1000 } } });
      expect((await sync('readers', DAY_3)).files).toEqual([expect.objectContaining({ inserted: 200, updated: 1000, deleted: 0, unchanged: 0 })]);
      expect(await wayBackOf('readers')).toBe('ROWS');
      expect((await rollBack('readers')).status).toBe(200);
    });
    expect(seen).toEqual(['relation "published.readers" does not exist', '1000 rows, 1000.00', '990 rows, 1000.00', '1000 rows, 1000.00', '1200 rows, 3600.00', '1000 rows, 1000.00']);
    expect((await consumer.call('POST', '/files/readers/verify')).body).toMatchObject({ result: 'MATCHED', businessDate: DAY_1 });
  });

  it('never see the rows that were loaded when their snapshot was taken', async () => {
    await define('early');
    // The first part comes late, the others at once.
    world.provider.faults.inject('getPart', { kind: 'delay', ms: 1500 }, 1);
    const synced = sync('early', DAY_1);
    await eventually(async () => expect(await sql(`SELECT 1 FROM part_ledger WHERE file_name = 'early'`)).not.toEqual([]), { within: 10_000 });
    const reader = database.dataSource.createQueryRunner();
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const [{ n: partsSeen }] = await reader.query(`SELECT count(*)::int AS n FROM part_ledger WHERE file_name = 'early'`);
    expect([1, 2]).toContain(partsSeen);
    expect((await synced).files).toEqual([expect.objectContaining({ inserted: 1000, updated: 0, deleted: 0, unchanged: 0 })]);
    expect(await reader.query('SELECT count(*)::int AS n FROM published.early')).toEqual([{ n: 0 }]);
    expect(await versionOf('early')).toBe('1000 rows, 1000.00');
    await reader.query('COMMIT');
    await reader.release();
  });

  it('keep the version of their snapshot, whatever is published or taken back', async () => {
    await define('snapshots', { limits: { maxDeletedPercent: 100 } });
    await sync('snapshots', DAY_1);
    const reader = database.dataSource.createQueryRunner();
    await reader.connect();
    const look = async (): Promise<number> => (await reader.query('SELECT count(*)::int AS n FROM published.snapshots'))[0].n;
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    expect(await look()).toBe(1000);
    await sync('snapshots', DAY_2);
    await sync('snapshots', DAY_3);
    expect([await look(), await versionOf('snapshots')]).toEqual([1000, '1200 rows, 3600.00']);
    await rollBack('snapshots');
    expect([await look(), await versionOf('snapshots')]).toEqual([1000, '990 rows, 1000.00']);
    await reader.query('COMMIT');
    await reader.release();
  });
});

it('replaces all rows where the file says so, and counts what really changed', async () => {
  await define('replaced', { target: { table: 'replaced', apply: 'REPLACE' } });
  await sync('replaced', DAY_1);
  expect((await sync('replaced', DAY_2)).files).toEqual([expect.objectContaining({ inserted: 0, updated: 10, deleted: 10, unchanged: 980 })]);
  expect(await wayBackOf('replaced')).toBe('ROWS');
  expect(await sql(`SELECT count(DISTINCT xmin::text)::int AS n FROM published.replaced`)).toEqual([{ n: 1 }]);
});

it('takes away no rows of others that refer to it, however much of it changes, and however it goes back', async () => {
  await define('referred', { target: { table: 'referred', apply: 'REPLACE' } });
  await sync('referred', DAY_1);
  await sync('referred', DAY_2);
  expect(await wayBackOf('referred')).toBe('ROWS');
  await sql('CREATE TABLE branches (account bigint REFERENCES published.referred ON DELETE CASCADE)');
  await sql('INSERT INTO branches SELECT id FROM published.referred WHERE id > 10');
  const branches = async (): Promise<number> => (await sql('SELECT count(*)::int AS n FROM branches'))[0].n;
  expect((await rollBack('referred')).status).toBe(200);
  expect([await versionOf('referred'), await branches()]).toEqual(['1000 rows, 1000.00', 990]);
  expect(await sync('referred', DAY_3)).toMatchObject({ state: 'SUCCEEDED', files: [{ inserted: 200, updated: 1000, deleted: 0 }] });
  expect([await wayBackOf('referred'), await branches()]).toEqual(['CHANGES', 990]);
  expect((await rollBack('referred')).status).toBe(200);
  expect([await versionOf('referred'), await branches()]).toEqual(['1000 rows, 1000.00', 990]);
});

it('is adopted as a table that outlives a crash, with its key, for those who were promised it', async () => {
  await sql('CREATE ROLE adopted_reader');
  await sql('ALTER DEFAULT PRIVILEGES IN SCHEMA published GRANT SELECT ON TABLES TO adopted_reader');
  await define('repaired');
  await sync('repaired', DAY_1);
  expect(await sql(`SELECT relpersistence, has_table_privilege('adopted_reader', oid, 'SELECT') AS may_read, has_table_privilege('adopted_reader', oid, 'UPDATE') AS may_write
    FROM pg_class WHERE oid = 'published.repaired'::regclass`)).toEqual([{ relpersistence: 'p', may_read: true, may_write: false }]);
  expect(await sql(`SELECT conname FROM pg_constraint WHERE conrelid = 'published.repaired'::regclass AND contype = 'p'`)).toEqual([{ conname: 'repaired_pkey' }]);
  // No row was written twice: each is of the transaction that loaded its part.
  expect(await sql('SELECT count(DISTINCT xmin::text)::int AS n FROM published.repaired')).toEqual([{ n: 3 }]);
  await sql('DROP OWNED BY adopted_reader');
  await sql('DROP ROLE adopted_reader');
});

it('is merged into without its key as well, which somebody dropped', async () => {
  await define('unkeyed');
  await sync('unkeyed', DAY_1);
  const keyed = (...key: string[]): Promise<unknown[]> => sql(hasKeyIndex('postgres', { sqlName: 'published."unkeyed"', key, columns: [] }));
  expect([await keyed('id'), await keyed('amount')]).toEqual([[{ '?column?': 'yes' }], []]);
  await sql('ALTER TABLE published.unkeyed DROP CONSTRAINT unkeyed_pkey');
  expect(await keyed('id')).toEqual([]);
  expect(await sync('unkeyed', DAY_2)).toMatchObject({ state: 'SUCCEEDED', files: [{ inserted: 0, updated: 10, deleted: 10 }] });
});

describe('rollback', () => {
  it('is one edition deep, and a newer sync publishes again', async () => {
    await define('repaired');
    await sync('repaired', DAY_1);
    expect(await rollBack('repaired')).toMatchObject({ status: 409, body: { code: 'CONFLICT', detail: expect.stringContaining('nothing before') } });
    await sync('repaired', DAY_2);
    // The same edition again mends a row; the edition before it is still the one to go back to.
    await sql(`UPDATE published.repaired SET amount = 7 WHERE id = 500`);
    expect((await sync('repaired', DAY_2)).files).toEqual([expect.objectContaining({ inserted: 0, updated: 1, deleted: 0, unchanged: 989 })]);
    expect(await rollBack('repaired', { businessDate: DAY_2, revision: 2 })).toMatchObject({ status: 409, body: { code: 'CONFLICT', detail: expect.stringContaining(`${DAY_2} revision 1 of repaired is published`) } });
    const both = await Promise.all([1, 2].map(() => rollBack('repaired', { businessDate: DAY_2, revision: 1 }, 'a-key')));
    expect(both).toMatchObject([1, 2].map(() => ({ status: 200, body: { published: { businessDate: DAY_1 } } })));
    expect(await rollBack('repaired', { businessDate: DAY_2 }, 'a-key')).toMatchObject({ status: 200, body: { published: { businessDate: DAY_1 } } });
    expect(await rollBack('repaired', { reason: 'another' }, 'a-key')).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_CONFLICT' } });
    expect(await rollBack('repaired')).toMatchObject({ status: 409, body: { detail: expect.stringContaining(`nothing before ${DAY_1} revision 1`) } });
    expect(await sql('SELECT file_name, from_business_date, to_business_date, rolled_back_by, rollback_reason FROM file_rollback WHERE file_name = \'repaired\'')).toEqual([{
      file_name: 'repaired', from_business_date: DAY_2, to_business_date: DAY_1, rolled_back_by: `${world.operator.issuer}#operator`, rollback_reason: 'the source was wrong',
    }]);
    expect(await sql(`SELECT tablename FROM pg_tables WHERE schemaname = 'way_back' AND tablename = 'repaired'`)).toEqual([]);
    expect(await sync('repaired', DAY_2)).toMatchObject({ state: 'SUCCEEDED', files: [{ updated: 10, deleted: 10 }] });
    expect((await consumer.call('POST', '/files/repaired/verify')).body).toMatchObject({ result: 'MATCHED', businessDate: DAY_2 });
  });

  it('has nothing to go back to where nothing is published or defined, and wants a reason', async () => {
    await define('unpublished');
    expect(await rollBack('unpublished')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('Nothing of unpublished is published') } });
    expect((await rollBack('nowhere')).status).toBe(404);
    expect((await consumer.call('POST', '/files/unpublished/rollback', { reason: ' ' })).status).toBe(400);
  });

  it.each([
    ['changed', `UPDATE way_back.tampered SET o2 = 7 WHERE op = 'U'`],
    ['emptied', 'DELETE FROM way_back.tampered'],
    ['gone', 'ALTER TABLE way_back.tampered RENAME TO elsewhere'],
  ])('does nothing where its way back was %s', async (_what, tamper) => {
    await define('tampered', { limits: { maxDeletedPercent: 100 } });
    await sync('tampered', DAY_1, { parameters: { allowOlder: true } });
    await sync('tampered', DAY_2);
    await sql(tamper);
    expect(await rollBack('tampered')).toMatchObject({ status: 409, body: { code: 'RECONCILIATION_MISMATCH', detail: expect.stringContaining('way back of tampered') } });
    expect((await consumer.call('POST', '/files/tampered/verify')).body).toMatchObject({ result: 'MATCHED', businessDate: DAY_2 });
    await sql('DROP TABLE IF EXISTS way_back.elsewhere');
  });

  it('does not pull the table away under a sync', async () => {
    world.provider.faults.inject('getPart', { kind: 'delay', ms: 500 }, 1);
    const synced = sync('tampered', DAY_3);
    await eventually(async () => expect(await rollBack('tampered')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('is in work') } }), { within: 10_000 });
    expect((await synced).state).toBe('SUCCEEDED');
  });
});

describe('a published table that somebody changed', () => {
  const failsBy = async (change: string, mend: string, code: string, detail: string): Promise<void> => {
    await sql(change);
    expect(await sync('meddled', DAY_2)).toMatchObject({ state: 'FAILED', error: { code, retryable: false, message: expect.stringContaining(detail) } });
    await sql(mend);
    expect(await versionOf('meddled')).toBe('1000 rows, 1000.00');
  };
  beforeAll(async () => {
    await define('meddled');
    await sync('meddled', DAY_1);
  });

  it.each([
    ['by renaming a column', 'ALTER TABLE published.meddled RENAME owner TO holder', 'ALTER TABLE published.meddled RENAME holder TO owner', 'SCHEMA_DRIFT', 'column owner is gone'],
    ['by another type', 'ALTER TABLE published.meddled ALTER amount TYPE numeric(14,4)', 'ALTER TABLE published.meddled ALTER amount TYPE numeric(12,2)', 'SCHEMA_DRIFT', 'column amount is numeric(14,4) instead of numeric(12,2)'],
  ])('%s fails by name, and keeps its rows', (_what, change, mend, code, detail) => failsBy(change, mend, code, detail));

  it('by a constraint of their own has its rows refused, and keeps them', async () => {
    await define('constrained');
    await sync('constrained', DAY_1);
    await sql('CREATE TABLE owners (name varchar(40) COLLATE "C" PRIMARY KEY)');
    await sql('INSERT INTO owners SELECT owner FROM published.constrained');
    await sql('DELETE FROM published.constrained WHERE id = 11');
    await sql('ALTER TABLE published.constrained ADD CHECK (id < 1000) NOT VALID, ADD FOREIGN KEY (owner) REFERENCES owners');
    expect(await sync('constrained', DAY_3)).toMatchObject({ state: 'FAILED', error: { code: 'TOO_MANY_REJECTED', retryable: false } });
    expect(await versionOf('constrained')).toBe('999 rows, 999.00');
    // What is left of the failed sync refers to no row of others.
    expect(await sql(`SELECT count(*)::int AS n FROM staging.constrained WHERE id = 11`)).toEqual([{ n: 1 }]);
    await sql(`DELETE FROM owners WHERE name = 'Owner 11'`);
  });

  it('by a column of their own is none of our business', async () => {
    await sql(`ALTER TABLE published.meddled ADD remark text DEFAULT 'mine'`);
    expect(await sync('meddled', DAY_2)).toMatchObject({ state: 'SUCCEEDED', error: null, files: [{ updated: 10, deleted: 10 }] });
    expect((await rollBack('meddled')).status).toBe(200);
  });

  it('by dropping it cannot be verified or rolled back, and is made anew by the next sync', async () => {
    await sync('meddled', DAY_2);
    await sql('DROP TABLE published.meddled');
    expect(await rollBack('meddled')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('is gone') } });
    expect(await consumer.call('POST', '/files/meddled/verify')).toMatchObject({ status: 409, body: { code: 'CONFLICT', detail: expect.stringContaining('is gone') } });
    expect(await sync('meddled', DAY_2)).toMatchObject({ state: 'SUCCEEDED', files: [{ inserted: 990 }] });
    expect(await rollBack('meddled')).toMatchObject({ status: 200, body: { published: { businessDate: DAY_1 } } });
  });
});

it('waits for whoever reads what is staged, with nothing held that others need, and says who that is', async () => {
  const person = database.dataSource.createQueryRunner();
  await person.query('BEGIN');
  await person.query('SELECT FROM staging.constrained');
  const runId = '01990000-0000-7000-8000-0000000000a2';
  const synced = sync('constrained', DAY_3, { runId, withinMs: 30_000 });
  await eventually(async () => {
    const { body } = await consumer.call('GET', `/file-syncs?runId=${runId}`);
    expect(body.items[0].detail).toMatch(/^staging\."constrained" is locked by process \d+ of \w+ \(test\), in a transaction since .* It is tried again\.$/);
  }, { within: 15_000 });
  await person.query('COMMIT');
  await person.release();
  expect((await synced).error).toMatchObject({ code: 'TOO_MANY_REJECTED' });
}, 60_000);

it('waits for whoever holds the table, says who that is, and goes on', async () => {
  await define('locked');
  await sync('locked', DAY_1);
  const person = database.dataSource.createQueryRunner();
  await person.connect();
  await person.query('BEGIN');
  await person.query('LOCK TABLE published.locked IN ROW EXCLUSIVE MODE');
  const runId = '01990000-0000-7000-8000-0000000000a1';
  const synced = sync('locked', DAY_2, { runId, withinMs: 30_000 });
  await eventually(async () => {
    const { body } = await consumer.call('GET', `/file-syncs?runId=${runId}`);
    expect(body.items[0].detail).toMatch(/published\."locked" is locked by process \d+ of \w+ \(test\), in a transaction since .* It is tried again\./);
  }, { within: 15_000 });
  await person.query('COMMIT');
  await person.release();
  expect((await synced).state).toBe('SUCCEEDED');
}, 60_000);

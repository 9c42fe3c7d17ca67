import type { Database } from '@syncline/database';
import type { FreshDatabase } from '@syncline/test-kit';
import { consumerDatabase, fileOf, openDatabase, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { DAY_ONE, DAY_TWO, townsDataset } from './towns.ts';

let world: World;
let fresh: FreshDatabase;
let database: Database;
let consumer: Consumer;

const sql = sqlOn(() => database);
const sync = (businessDate: string, options = {}) => world.platform.dispatch({ url: `${consumer.url}/api/v1/sync-jobs` }, { businessDate, everyMs: 50, ...options });

/** Alters one row behind everybody's back. */
const spoil = async (trigger: string, code: string): Promise<void> => {
  await sql(`CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${code} END $$`);
  await sql(`CREATE ${trigger} FOR EACH ROW EXECUTE FUNCTION spoil()`);
};
const unspoil = (): Promise<unknown> => sql('DROP FUNCTION spoil() CASCADE');

beforeAll(async () => {
  world = await startWorld([townsDataset()]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
  consumer = await startConsumer(world, fresh.url);
  await consumer.call('PUT', '/files/towns', fileOf(world, 'towns'));
  expect((await sync(DAY_ONE)).end.state).toBe('SUCCEEDED');
}, 60_000);

afterAll(async () => {
  await consumer?.stop();
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

it.each([
  ['while it is loaded', 'TRIGGER spoil BEFORE INSERT ON published.towns', `IF NEW.id = 't003010' THEN NEW.population := 1; END IF; RETURN NEW;`],
  [
    'at the very end, by a deferred trigger',
    'CONSTRAINT TRIGGER spoil AFTER INSERT ON published.towns DEFERRABLE INITIALLY DEFERRED',
    `IF NEW.id = 't003010' THEN UPDATE published.towns SET population = 1 WHERE id = NEW.id; END IF; RETURN NULL;`,
  ],
])('a row altered %s fails the proof and is named', async (_when, trigger, code) => {
  await spoil(trigger, code);
  const { end, runId } = await sync(DAY_TWO);
  await unspoil();
  expect(end).toMatchObject({ state: 'FAILED', reconciliation: { result: 'MISMATCHED' }, error: { code: 'RECONCILIATION_MISMATCH', retryable: false } });
  expect(end.reconciliation?.checks.map(({ check, matched }) => [check, matched])).toEqual([
    ['rows', true], ['digest', false], ['population', false], ['area', true], ['names', true],
  ]);
  const { body: list } = await consumer.call('GET', `/file-syncs?runId=${runId}`);
  expect(list.items[0]).toMatchObject({ state: 'FAILED', reason: 'RECONCILIATION_MISMATCH', result: 'MISMATCHED' });
  const { body } = await consumer.call('GET', `/file-syncs/${list.items[0].id}/differences`);
  expect(body).toEqual({
    total: 1, nextCursor: null,
    items: [{ kind: 'CHANGED', key: ['t003010'], columns: [{ name: 'population', expected: '30100', actual: '1' }] }],
  });
  // Readers never saw it, and the next attempt begins with empty staging.
  expect(await sql('SELECT count(*)::int AS n, max(id) AS last FROM published.towns')).toEqual([{ n: 3000, last: 't003000' }]);
  expect(await sql(`SELECT tablename FROM pg_tables WHERE schemaname = 'staging'`)).toEqual([]);
});

it('a mismatch is told although its rows cannot be named, because the source is away', async () => {
  await spoil('TRIGGER spoil BEFORE INSERT ON published.towns', `NEW.population := 1; RETURN NEW;`);
  let served = 0;
  world.provider.record.onSettled(({ operation }) => {
    if (operation === 'getPart' && (served += 1) === 7) world.provider.faults.inject('getPart', { kind: 'status', status: 404 });
  });
  const { end } = await sync(DAY_TWO);
  await unspoil();
  expect(end).toMatchObject({ state: 'FAILED', reconciliation: { result: 'MISMATCHED' }, error: { code: 'RECONCILIATION_MISMATCH' } });
  expect(end.error?.message).toContain('The rows that differ could not all be named (The source answered 404 for part');
  await sql(`UPDATE published.towns SET population = 7 WHERE id = 't001001'`);
  const { status, body } = await consumer.call('POST', '/files/towns/verify');
  expect([status, body.result, body.differences]).toEqual([200, 'MISMATCHED', []]);
  world.provider.faults.clear();
  await sql(`UPDATE published.towns SET population = NULL WHERE id = 't001001'`);
});

it('pages through the differences in key order and counts all of them', async () => {
  await spoil('TRIGGER spoil BEFORE INSERT ON published.towns', 'NEW.name := NEW.name || \'!\'; RETURN NEW;');
  const { runId } = await sync(DAY_TWO);
  await unspoil();
  const { body: list } = await consumer.call('GET', `/file-syncs?runId=${runId}`);
  const path = `/file-syncs/${list.items[0].id}/differences`;
  const { body: first } = await consumer.call('GET', `${path}?limit=10`);
  const { body: second } = await consumer.call('GET', `${path}?limit=10&cursor=${first.nextCursor}`);
  const keys = [...first.items, ...second.items].map(({ key }: { key: string[] }) => key[0]);
  expect(first.total).toBe(43);
  expect(keys).toHaveLength(20);
  expect(keys).toEqual([...keys].sort());
});

it('succeeds once nobody meddles any more', async () => {
  expect((await sync(DAY_TWO)).end).toMatchObject({ state: 'SUCCEEDED', files: [{ inserted: 50, updated: 20, deleted: 30, unchanged: 2950 }] });
});

it('a trigger that hides a row from the load is found by the row count', async () => {
  await sql(`DELETE FROM published.towns WHERE id = 't001500'`);
  await spoil('TRIGGER spoil BEFORE INSERT ON published.towns', 'RETURN NULL;');
  const { end, runId } = await sync(DAY_TWO);
  await unspoil();
  expect(end).toMatchObject({ state: 'FAILED', error: { code: 'RECONCILIATION_MISMATCH' } });
  const { body: list } = await consumer.call('GET', `/file-syncs?runId=${runId}`);
  const { body } = await consumer.call('GET', `/file-syncs/${list.items[0].id}/differences`);
  expect(body.items).toEqual([expect.objectContaining({ kind: 'MISSING', key: ['t001500'] })]);
});

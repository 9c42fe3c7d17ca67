import type { Database } from '@syncline/database';
import { PostgresProxy, type FreshDatabase } from '@syncline/test-kit';
import { consumerDatabase, fileOf, openDatabase, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { DAY_ONE, DAY_TWO, townsDataset } from './towns.ts';

let world: World;
let fresh: FreshDatabase;
let database: Database;
let proxy: PostgresProxy;
let consumer: Consumer;

const sql = sqlOn(() => database);
const sync = async (businessDate: string) => (await world.platform.dispatch({ url: `${consumer.url}/api/v1/sync-jobs` }, { businessDate, everyMs: 50 })).end;
/** How often somebody took a file sync: what is settled on the spot is not given back and taken again. */
const claims = async (): Promise<number> => (await sql('SELECT count(*)::int AS n FROM claim'))[0].n;
const says = (text: string) => (statements: readonly string[]): boolean => statements.some((statement) => statement.includes(text));

beforeAll(async () => {
  world = await startWorld([townsDataset()]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
  proxy = await PostgresProxy.start(fresh.url);
  await sql('CREATE TABLE claim (token uuid)');
  await sql('CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO claim VALUES (NEW.lease_token); RETURN NULL; END $$');
  await sql('CREATE TRIGGER note_claim AFTER UPDATE ON file_sync FOR EACH ROW WHEN (NEW.lease_token IS NOT NULL AND NEW.lease_token IS DISTINCT FROM OLD.lease_token) EXECUTE FUNCTION note_claim()');
  consumer = await startConsumer(world, proxy.url);
  await consumer.call('PUT', '/files/towns', fileOf(world, 'towns'));
}, 60_000);

afterAll(async () => {
  await consumer?.stop();
  await proxy?.stop();
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

it('the lost answer to a part\'s commit is found in the ledger: no part is downloaded twice', async () => {
  proxy.loseCommits(says('INSERT INTO part_ledger'), 3);
  expect(await sync(DAY_ONE)).toMatchObject({ attempt: 1, state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' }, files: [{ rowsLoaded: 3000, inserted: 3000 }] });
  expect([proxy.cuts, await claims()]).toEqual([3, 1]);
  expect(world.provider.record.of('getPart').map(({ url }) => url.split('/').at(-1)).sort()).toEqual(['1', '2', '3', '4', '5', '6']);
});

it('the lost answer to the publishing commit is found in the file sync: nothing is published twice', async () => {
  const before = proxy.cuts;
  proxy.loseCommits(says(`SET state = 'SUCCEEDED'`), 1);
  expect(await sync(DAY_TWO)).toMatchObject({ attempt: 1, state: 'SUCCEEDED', files: [{ inserted: 50, updated: 20, deleted: 30 }] });
  expect([proxy.cuts - before, await claims()]).toEqual([1, 2]);
  expect(await sql('SELECT business_date FROM publication')).toEqual([{ business_date: DAY_TWO }]);
  expect(await sql('SELECT count(*)::int AS n FROM file_sync')).toEqual([{ n: 2 }]);
});

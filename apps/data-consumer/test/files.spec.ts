import type { FreshDatabase } from '@syncline/test-kit';
import { consumerDatabase, fileOf, openDatabase, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { townsDataset } from './towns.ts';

let world: World;
let fresh: FreshDatabase;
let consumer: Consumer;

beforeAll(async () => {
  world = await startWorld([townsDataset()]);
  fresh = await consumerDatabase();
  consumer = await startConsumer(world, fresh.url);
});
afterAll(async () => {
  await consumer?.stop();
  await world?.stop();
  await fresh?.drop();
});

const put = (name: string, body: unknown, headers: Record<string, string> = {}) => consumer.call('PUT', `/files/${name}`, body, headers);

it('is made once, changed by PUT, and its version grows only on change', async () => {
  const made = await put('towns', fileOf(world, 'towns'));
  expect([made.status, made.body]).toEqual([201, expect.objectContaining({
    name: 'towns', version: 1, published: null, schemaDrift: 'FAIL', target: { table: 'towns', apply: 'MERGE' },
    limits: { maxRejectedRows: 0, maxDeletedPercent: 20, maxChangePercent: null },
  })]);
  expect(await put('towns', fileOf(world, 'towns'))).toMatchObject({ status: 200, body: { version: 1 } });
  const changed = fileOf(world, 'towns', { limits: { maxDeletedPercent: 30 } });
  expect(await put('towns', changed, { 'if-match': '"7"' })).toMatchObject({ status: 412, body: { code: 'PRECONDITION_FAILED' } });
  expect(await put('towns', changed, { 'if-match': '"1"' })).toMatchObject({ status: 200, body: { version: 2 } });
  expect(await consumer.call('GET', '/files/towns')).toMatchObject({ status: 200, body: { version: 2, limits: { maxDeletedPercent: 30 } } });
  expect(await consumer.call('GET', '/files/nowhere')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
});

it('refuses sources that it may not call or cannot trust, and another\'s target', async () => {
  const source = fileOf(world, 'other').source;
  const refusal = async (changes: object): Promise<[number, string]> => {
    const { status, body } = await put('other', { ...fileOf(world, 'other'), ...changes });
    return [status, body.code];
  };
  expect(await refusal({ source: { ...source, url: 'http://localhost:1' } })).toEqual([422, 'ORIGIN_NOT_ALLOWED']);
  expect(await refusal({ source: { ...source, issuer: 'urn:stranger' } })).toEqual([422, 'ISSUER_REQUIRED']);
  expect(await refusal({ source: { ...source, auth: { kind: 'api-key', header: 'x-key', value: 'secret' }, issuer: world.provider.identity.issuer } })).toEqual([422, 'SECRET_REFERENCE_NOT_ALLOWED']);
  expect(await refusal({ source: { ...source, auth: { kind: 'none' } } })).toEqual([422, 'ISSUER_REQUIRED']);
  expect(await refusal({ name: 'another' })).toEqual([400, 'VALIDATION_FAILED']);
  expect(await refusal({ colour: 'red' })).toEqual([400, 'VALIDATION_FAILED']);
  expect(await refusal({ target: { table: 'towns' } })).toEqual([409, 'CONFLICT']);
});

it('does not hold a connection for as long as a file is published', async () => {
  const database = await openDatabase(fresh.url);
  const publishing = database.dataSource.createQueryRunner();
  await publishing.query('BEGIN');
  await publishing.query(`SELECT 1 FROM publication WHERE file_name = 'towns' FOR UPDATE`);
  expect(await put('towns', fileOf(world, 'towns', { limits: { maxDeletedPercent: 40 } }))).toMatchObject({ status: 503, body: { code: 'SERVICE_UNAVAILABLE' } });
  await publishing.query('ROLLBACK');
  expect(await put('towns', fileOf(world, 'towns', { limits: { maxDeletedPercent: 40 } }))).toMatchObject({ status: 200, body: { version: 3 } });
  await publishing.release();
  await database.close();
}, 15_000);

it('lists files page by page', async () => {
  for (const name of ['b', 'c', 'a']) await put(name, fileOf(world, name));
  const { body: first } = await consumer.call('GET', '/files?limit=3');
  const { body: second } = await consumer.call('GET', `/files?limit=3&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ name }: { name: string }) => name)).toEqual(['a', 'c', 'b', 'towns']);
  expect(second.nextCursor).toBeNull();
});

it('cannot verify what is not published', async () => {
  expect(await consumer.call('POST', '/files/towns/verify')).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
});

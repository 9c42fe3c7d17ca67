import type { Manifest, Report } from '@syncline/contract';
import type { Database } from '@syncline/database';
import { Identity } from '@syncline/stand-ins';
import { eventually, type FreshDatabase } from '@syncline/test-kit';
import { consumerDatabase, fileOf, openDatabase, sqlOn, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { DAY_ONE, towns, townsDataset } from './towns.ts';

let world: World;
let fresh: FreshDatabase;
let database: Database;
let consumer: Consumer;

const sql = sqlOn(() => database);
const start = (options = {}) => world.platform.dispatch({ url: `${consumer.url}/api/v1/sync-jobs` }, { businessDate: DAY_ONE, everyMs: 50, ...options });
const sync = async (): Promise<Report> => (await start()).end;

/** The compact JWS with another header, and the same signature. */
const withHeader = (changes: object) => (jws: string): string => {
  const [header = '', ...rest] = jws.split('.');
  const altered = { ...(JSON.parse(Buffer.from(header, 'base64url').toString()) as object), ...changes };
  return [Buffer.from(JSON.stringify(altered)).toString('base64url'), ...rest].join('.');
};
const withPayload = (payload: string) => (jws: string): string => {
  const [header, , signature] = jws.split('.');
  return [header, Buffer.from(payload).toString('base64url'), signature].join('.');
};
const flipped = (jws: string): string => `${jws.slice(0, 400)}${jws[400] === 'A' ? 'B' : 'A'}${jws.slice(401)}`;

beforeAll(async () => {
  world = await startWorld([townsDataset({ days: { [DAY_ONE]: towns(1, 600) }, partRows: 300 })]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
  consumer = await startConsumer(world, fresh.url);
  await consumer.call('PUT', '/files/towns', fileOf(world, 'towns'));
}, 60_000);

beforeEach(() => {
  world.provider.record.clear();
  world.provider.faults.clear();
  Object.assign(world.provider, { alterManifest: null, alterJws: null, signWith: null });
});

afterAll(async () => {
  await consumer?.stop();
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

const expectRefused = async (code: string): Promise<void> => {
  expect(await sync()).toMatchObject({ state: 'FAILED', reconciliation: null, error: { code, retryable: false } });
  expect(world.provider.record.of('getPart')).toEqual([]);
  expect(await sql('SELECT business_date FROM publication')).toEqual([{ business_date: null }]);
};

describe('before a row is taken, a manifest is refused', () => {
  it.each<[string, Partial<Manifest>, string]>([
    ['of another dataset', { dataset: 'villages' }, 'MANIFEST_MISMATCH'],
    ['of another business date', { businessDate: '2026-08-03' }, 'MANIFEST_MISMATCH'],
    ['of another extract', { extractId: '01990000-0000-7000-8000-00000000ffff' }, 'MANIFEST_MISMATCH'],
    ['of another view', { view: 'public' }, 'MANIFEST_MISMATCH'],
    ['of another revision', { revision: 7 }, 'MANIFEST_MISMATCH'],
    ['that names another issuer', { issuer: 'urn:evil' }, 'MANIFEST_SIGNATURE_INVALID'],
    ['that contradicts itself', { rows: 599 }, 'MANIFEST_INVALID'],
    ['whose fingerprint is not that of its columns', { fingerprint: 'a'.repeat(64) }, 'MANIFEST_INVALID'],
    ['that has no parts', { parts: [] }, 'MANIFEST_INVALID'],
  ])('%s', async (_what, changes, code) => {
    world.provider.alterManifest = (manifest) => ({ ...manifest, ...changes });
    await expectRefused(code);
  });

  it('with a part that is there twice', async () => {
    world.provider.alterManifest = (manifest) => ({ ...manifest, parts: [...manifest.parts.slice(0, 1), ...manifest.parts.slice(0, 1)] });
    await expectRefused('MANIFEST_INVALID');
  });

  it('signed by another key', async () => {
    world.provider.signWith = await Identity.create('urn:evil', 'evil');
    await expectRefused('MANIFEST_SIGNATURE_INVALID');
  });

  it.each<[string, (jws: string) => string]>([
    ['that is not signed', (jws) => withHeader({ alg: 'none' })(jws).replace(/\.[^.]*$/, '.')],
    ['signed by another rule', withHeader({ alg: 'HS256' })],
    ['signed by a key that nobody has', withHeader({ kid: 'unknown' })],
    ['signed for something else', withHeader({ typ: 'at+jwt' })],
    ['whose payload was exchanged', withPayload('{"dataset":"towns"}')],
    ['of which a bit is flipped', flipped],
    ['that is plain JSON', (jws) => Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()],
    ['that is nothing', () => ''],
  ])('%s', async (_what, alter) => {
    world.provider.alterJws = alter;
    await expectRefused('MANIFEST_SIGNATURE_INVALID');
  });
});

it.each<[string, 'createExtract' | 'getManifest', number]>([
  ['no extract in place of an extract', 'createExtract', 200], ['401', 'createExtract', 401], ['404', 'createExtract', 404], ['another place', 'getManifest', 302], ['410', 'getManifest', 410],
])('a source that answers with %s refuses', async (_what, operation, status) => {
  world.provider.faults.inject(operation, { kind: 'status', status });
  await expectRefused('SOURCE_REFUSED');
});

it('a manifest that promises fewer bytes than a part unpacks to stops the unpacking', async () => {
  world.provider.alterManifest = (manifest) => ({
    ...manifest, bytes: manifest.bytes - 100, parts: manifest.parts.map((part) => (part.n === 1 ? { ...part, bytes: part.bytes - 100 } : part)),
  });
  expect(await sync()).toMatchObject({ state: 'FAILED', error: { code: 'DECOMPRESSION_LIMIT', retryable: true } });
});

it('a manifest whose control total is wrong ends MISMATCHED', async () => {
  world.provider.alterManifest = (manifest) => ({ ...manifest, controlTotals: manifest.controlTotals.map((total) => ({ ...total, value: '1' })) });
  expect(await sync()).toMatchObject({ state: 'FAILED', reconciliation: { result: 'MISMATCHED' }, error: { code: 'RECONCILIATION_MISMATCH' } });
  expect(await sql('SELECT business_date FROM publication')).toEqual([{ business_date: null }]);
});

it('a source that asks to wait for long before there is an extract is left alone for as long, whoever asks meanwhile', async () => {
  world.provider.faults.inject('createExtract', { kind: 'status', status: 503, retryAfterSeconds: 600 }, 1);
  const runId = '01990000-0000-7000-8000-0000000000aa';
  const ended = start({ runId });
  await eventually(async () => {
    const { body } = await consumer.call('GET', '/file-syncs?limit=1');
    expect(body.items[0]).toMatchObject({ state: 'EXTRACTING', detail: 'The source answered 503 and asked to wait 600 s.' });
  });
  const asked = world.provider.record.of('createExtract').length;
  await expect(start({ runId, withinMs: 500 })).rejects.toThrow('no report ended');
  expect(world.provider.record.of('createExtract')).toHaveLength(asked);
  await sql('UPDATE file_sync SET due_at = now(), not_before = now() WHERE ended_at IS NULL');
  expect((await ended).end).toMatchObject({ attempt: 1, state: 'SUCCEEDED' });
});

import type { Report } from '@syncline/contract';
import type { Database } from '@syncline/database';
import { eventually, type FreshDatabase } from '@syncline/test-kit';
import { consumerDatabase, fileOf, openDatabase, startConsumer, startWorld, type Consumer, type World } from './harness.ts';
import { DAY_ONE, townsDataset } from './towns.ts';

let world: World;
let fresh: FreshDatabase;
let database: Database;
let consumer: Consumer;

const outbox = (): Promise<{ report_sequence: number; tries: number }[]> => database.dataSource.query('SELECT report_sequence, tries FROM report_outbox');

/** One dispatch by hand, as the platform would post it. */
async function dispatch(runId: string, changes: object = {}): Promise<{ status: number; body: Report }> {
  const token = await world.platform.identity.token({ audience: 'data-consumer', scope: 'syncs:run' });
  const response = await fetch(`${consumer.url}/api/v1/sync-jobs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': `${runId}/1` },
    body: JSON.stringify({ runId, task: 't', businessDate: DAY_ONE, attempt: 1, parameters: {}, callbackUrl: `${world.platform.url}/api/v1/runs/${runId}/reports`, ...changes }),
  });
  return { status: response.status, body: (await response.json()) as Report };
}

beforeEach(async () => {
  world = await startWorld([townsDataset()]);
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
  consumer = await startConsumer(world, fresh.url, { reportAtLeastEveryMs: 300 });
  await consumer.call('PUT', '/files/towns', fileOf(world, 'towns'));
}, 60_000);

afterEach(async () => {
  await consumer?.stop();
  await database?.close();
  await world?.stop();
  await fresh?.drop();
});

it('are in order, each with something new, and end with the proof', async () => {
  const { runId, end } = await world.platform.dispatch({ url: `${consumer.url}/api/v1/sync-jobs` }, { businessDate: DAY_ONE, everyMs: 20 });
  await eventually(async () => expect(await outbox()).toEqual([]), { within: 10_000 });
  const reports = world.platform.reports.get(runId) ?? [];
  const sequences = reports.map(({ sequence }) => sequence);
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  expect(new Set(reports.map(({ sequence: _sequence, ...said }) => JSON.stringify(said))).size).toBe(reports.length);
  expect(reports.at(-1)).toEqual(end);
});

it('are kept until the platform takes them, and only the newest', async () => {
  const runId = '01990000-0000-7000-8000-0000000000f1';
  world.platform.faults.inject('reportRun', { kind: 'status', status: 503 });
  expect(await dispatch(runId)).toMatchObject({ status: 202, body: { attempt: 1, state: 'RUNNING' } });
  await eventually(async () => expect((await outbox())[0]?.tries).toBeGreaterThanOrEqual(2), { within: 15_000 });
  await eventually(async () => expect((await dispatch(runId)).status).toBe(200), { within: 15_000 });
  world.platform.faults.clear();
  await eventually(async () => expect(await outbox()).toEqual([]), { within: 15_000 });
  // The stand-in has never heard of this run: 404 ends the delivery too, and nothing is lost.
  const delivered = world.platform.record.of('reportRun');
  expect(delivered.at(-1)).toMatchObject({ status: 404, body: { state: 'SUCCEEDED' } });
});

it('repeat the last one while nothing changed, but give a sign of life', async () => {
  const runId = '01990000-0000-7000-8000-0000000000f2';
  world.provider.faults.inject('getPart', { kind: 'delay', ms: 2500 });
  await dispatch(runId);
  await eventually(async () => {
    const { body } = await dispatch(runId);
    expect(body).toMatchObject({ state: 'RUNNING', files: [{ state: 'LOADING' }] });
    expect(body.detail).toMatch(/at work for \d+ s/);
  }, { within: 10_000 });
  world.provider.faults.clear();
  await eventually(async () => expect((await dispatch(runId)).body.state).toBe('SUCCEEDED'), { within: 20_000 });
  const [one, two] = [await dispatch(runId), await dispatch(runId)];
  expect(one).toEqual(two);
  expect(one.status).toBe(200);
});

it('are refused a callback address that is not allowed, a key that is another\'s, and a date that is missing', async () => {
  const runId = '01990000-0000-7000-8000-0000000000f3';
  expect(await dispatch(runId, { callbackUrl: 'http://evil.example/x' })).toMatchObject({ status: 422, body: { code: 'ORIGIN_NOT_ALLOWED' } });
  expect(await dispatch(runId, { attempt: 2 })).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_CONFLICT' } });
  expect(await dispatch(runId, { businessDate: null })).toMatchObject({ status: 422, body: { code: 'BUSINESS_DATE_REQUIRED' } });
  expect(await dispatch(runId, { parameters: { files: 'towns' } })).toMatchObject({ status: 400 });
  expect(await database.dataSource.query('SELECT count(*)::int AS n FROM sync_job')).toEqual([{ n: 0 }]);
});

it('of one file come from its own target', async () => {
  const { end } = await world.platform.dispatch({ url: `${consumer.url}/api/v1/file-syncs/towns` }, { businessDate: DAY_ONE });
  expect(end).toMatchObject({ state: 'SUCCEEDED', files: [{ file: 'towns', inserted: 3000 }] });
  await expect(world.platform.dispatch({ url: `${consumer.url}/api/v1/file-syncs/nowhere` }, { businessDate: DAY_ONE })).rejects.toThrow('404');
});

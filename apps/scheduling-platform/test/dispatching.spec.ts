import { eventually } from '@syncline/test-kit';
import { aTask, proven, running, type PlatformClient } from './support/platform-client.ts';
import { FakeTarget } from './support/fake-target.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('dispatching', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.target.answer = () => ({ status: 202 });
  });

  const start = (changes: object = {}, request: object = {}): Promise<string> => platform.startRun(aTask(world.target.url, changes), request);
  const calls = (runId: string) => world.target.of(runId);

  it('goes out again with the same key until the run is complete, and uses no attempt', async () => {
    const runId = await start();
    await eventually(() => calls(runId).length >= 3, { within: 10_000 });
    expect(new Set(calls(runId).map(({ key }) => key))).toEqual(new Set([`${runId}/1`]));
    expect(calls(runId).map(({ dispatch }) => dispatch?.dispatch).slice(0, 3)).toEqual([1, 2, 3]);
    await platform.report(runId, proven());
    const made = calls(runId).length;
    const run = await platform.run(runId);
    expect(run).toMatchObject({ state: 'SUCCEEDED', attempt: 1, dispatches: made, nextDispatchAt: null });
  });

  it.each([408, 425, 429, 500, 503])('is repeated in the same attempt after %i', async (status) => {
    world.target.answer = (call) => ({ status: calls(call.dispatch?.runId ?? '').length === 1 ? status : 202 });
    const runId = await start();
    await platform.until(runId, 'RUNNING');
    expect(calls(runId).map(({ key }) => key)).toEqual([`${runId}/1`, `${runId}/1`]);
    expect((await platform.events(runId)).map(({ kind }) => kind)).toContain('DISPATCH_NOT_TAKEN');
  });

  it('waits as long as Retry-After says, where that is longer', async () => {
    world.target.answer = () => ({ status: 503, headers: { 'retry-after': '30' } });
    const runId = await start();
    await eventually(async () => {
      const { nextDispatchAt } = await platform.run(runId);
      return Date.parse(nextDispatchAt ?? '') - Date.now() > 20_000;
    });
    await platform.call('POST', `/runs/${runId}/cancel`);
  });

  it.each([301, 400, 404, 409])('ends the run when the target answers %i', async (status) => {
    world.target.answer = () => ({ status, headers: { location: `${world.target.origin}/elsewhere` } });
    const runId = await start();
    expect(await platform.until(runId, 'FAILED')).toMatchObject({ reason: 'TARGET_REJECTED', attempt: 1, dispatches: 1 });
    expect((await platform.alerts(runId)).map(({ kind }) => kind)).toEqual(['FAILED']);
    expect(world.target.calls.some(({ path }) => path === '/elsewhere')).toBe(false);
  });

  it('outlives a target that is down for a while', async () => {
    const target = await FakeTarget.start();
    const own = await PlatformWorld.create();
    const client = await own.startNode('down-1');
    await own.target.down();
    const runId = await client.startRun(aTask(own.target.url));
    await eventually(async () => (await client.run(runId)).dispatches >= 2, { within: 10_000 });
    expect((await client.run(runId)).state).toBe('QUEUED');
    await own.target.up();
    await client.until(runId, 'RUNNING');
    expect(new Set(own.target.of(runId).map(({ key }) => key))).toEqual(new Set([`${runId}/1`]));
    await target.down();
    await own.close();
  });

  it('notes an answer that is no report, and goes on', async () => {
    world.target.answer = () => ({ status: 200, body: { jobId: 7 } });
    const runId = await start();
    await platform.until(runId, 'RUNNING');
    expect((await platform.events(runId)).map(({ kind }) => kind)).toContain('ANSWER_IGNORED');
  });

  it('makes no more calls to a target at a time than it may have, higher priority first', async () => {
    const gates: (() => void)[] = [];
    const path = `${world.target.url}/limited`;
    world.target.answer = (call) => (call.path.endsWith('/limited') ? { status: 202, after: new Promise<void>((resolve) => gates.push(resolve)) } : { status: 202 });
    const low = aTask(path, { overlap: 'ALLOW', redispatchEvery: 'PT1H' });
    (low.target as { maxInFlight?: number }).maxInFlight = 2;
    const high = { ...aTask(path, { overlap: 'ALLOW', priority: 7, redispatchEvery: 'PT1H' }), target: low.target };
    const limited = (): string[] => world.target.calls.filter((call) => call.path.endsWith('/limited')).map(({ dispatch }) => dispatch?.task ?? '');
    const first = await platform.startRun(low, { businessDate: '2026-08-01' });
    await platform.startRun(low, { businessDate: '2026-08-02' });
    await eventually(() => limited().length === 2);
    await platform.startRun(low, { businessDate: '2026-08-03' });
    const urgent = await platform.startRun(high, { businessDate: '2026-08-01' });
    await eventually(async () => (await platform.events(urgent)).length > 0 && (await platform.run(first)).dispatches === 1);
    expect(limited()).toHaveLength(2);
    gates[0]?.();
    await eventually(() => limited().length === 3);
    expect(limited()[2]).toBe(high.name);
    gates[1]?.();
    gates[2]?.();
    await eventually(() => limited().length === 4);
    gates[3]?.();
  });

  it('spreads over the instances and passes over one that failed', async () => {
    const [other, dead] = [`${world.target.url}/b`, 'http://127.0.0.1:1/jobs'];
    const task = aTask(world.target.url, { overlap: 'ALLOW', redispatchEvery: 'PT1H' });
    (task.target as { urls: string[] }).urls = [world.target.url, other, dead];
    const runIds: string[] = [];
    for (let day = 1; day <= 9; day += 1) runIds.push(await platform.startRun(task, { businessDate: `2026-07-0${day}` }));
    await Promise.all(runIds.map((runId) => platform.until(runId, 'RUNNING')));
    const paths = new Set(runIds.map((runId) => calls(runId)[0]?.path));
    expect(paths).toEqual(new Set(['/jobs', '/jobs/b']));
  });

  it('cancels at once and tells the target last called, with the key of the attempt, until it hears', async () => {
    let refused = 0;
    world.target.answer = (call) => {
      if (call.method !== 'DELETE') return { status: 202 };
      refused += 1;
      return { status: refused === 1 ? 503 : 204 };
    };
    const runId = await start();
    await platform.until(runId, 'RUNNING');
    const cancelled = await platform.call<{ state: string; reason: string }>('POST', `/runs/${runId}/cancel`);
    expect([cancelled.status, cancelled.body.state, cancelled.body.reason]).toEqual([202, 'CANCELLED', 'CANCELLED_BY_REQUEST']);
    expect((await platform.call('POST', `/runs/${runId}/cancel`)).status).toBe(200);
    await eventually(() => calls(runId).filter(({ method }) => method === 'DELETE').length === 2);
    const [told] = calls(runId).filter(({ method }) => method === 'DELETE');
    expect([told?.path, told?.key]).toEqual([`/jobs/${runId}`, `${runId}/1`]);
    expect((await platform.report(runId, running(3))).body).toEqual({ applied: false, runState: 'CANCELLED', reason: 'TERMINAL' });
  });

  it('lets a target that is silent about cancellations hold up itself only, and tells it again until it hears', async () => {
    const silent = aTask(`${world.target.url}/silent`, { overlap: 'ALLOW', redispatchEvery: 'PT1H' });
    const runIds: string[] = [];
    for (let day = 1; day <= 7; day += 1) runIds.push(await platform.startRun(silent, { businessDate: `2026-06-0${day}` }));
    const other = await start({ redispatchEvery: 'PT1H' });
    await Promise.all([other, ...runIds].map((runId) => platform.until(runId, 'RUNNING')));
    const told = (runId: string): number => calls(runId).filter(({ method }) => method === 'DELETE').length;
    world.target.answer = ({ path }) => ({ status: 204, ...(path.includes('/silent/') ? { after: new Promise(() => undefined) } : {}) });
    const cancel = (runId: string) => platform.call('POST', `/runs/${runId}/cancel`);
    await Promise.all(runIds.map(cancel));
    await eventually(() => runIds.filter((runId) => told(runId) > 0).length === 5);
    await cancel(other);
    await eventually(() => told(other) === 1, { within: 1_500 });
    expect(runIds.map(told).reduce((sum, times) => sum + times, 0)).toBe(5);
    world.target.answer = () => ({ status: 204 });
    await eventually(() => runIds.every((runId) => told(runId) > 0) && runIds.filter((runId) => told(runId) > 1).length >= 5, { within: 20_000 });
  });

  it('cancels a run that was never dispatched without a word to the target', async () => {
    const task = aTask(world.target.url);
    await platform.startRun(task);
    const { body } = await platform.call<{ runId: string }>('POST', `/tasks/${task.name}/runs`, { body: { businessDate: '2026-08-05' } });
    await platform.call('POST', `/runs/${body.runId}/cancel`);
    const runId = await start();
    await platform.until(runId, 'RUNNING');
    expect(calls(body.runId)).toEqual([]);
  });

  it('starts again what failed or was cancelled, when a person says so', async () => {
    world.target.answer = () => ({ status: 400 });
    const runId = await start();
    await platform.until(runId, 'FAILED');
    world.target.answer = () => ({ status: 202 });
    const retried = await platform.call<{ state: string; attempt: number }>('POST', `/runs/${runId}/retry`, { headers: { 'idempotency-key': 'again' } });
    expect([retried.status, retried.body.attempt]).toEqual([202, 2]);
    await platform.until(runId, 'RUNNING');
    expect((await platform.call('POST', `/runs/${runId}/retry`, { headers: { 'idempotency-key': 'again' } })).status).toBe(200);
    expect((await platform.call<{ code: string }>('POST', `/runs/${runId}/retry`)).body.code).toBe('ILLEGAL_TRANSITION');
    await platform.report(runId, proven(1, { attempt: 2 }));
    expect((await platform.alerts(runId)).map(({ kind, state }) => [kind, state])).toEqual([['FAILED', 'RESOLVED']]);
    expect((await platform.call('POST', `/runs/${runId}/retry`)).status).toBe(409);
    expect((await platform.call('POST', `/runs/${runId}/cancel`)).status).toBe(409);
  });

  it('knows an Idempotency-Key again', async () => {
    const task = aTask(world.target.url);
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    const run = (body: object) => platform.call<{ id: string; code: string }>('POST', `/tasks/${task.name}/runs`, { body, headers: { 'idempotency-key': 'k1' } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => run({ businessDate: '2026-08-04' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 200, 202]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await run({ businessDate: '2026-08-05' })).body.code).toBe('IDEMPOTENCY_CONFLICT');
    expect(await platform.occurrences(task.name)).toHaveLength(1);
  });
});

import type { Task } from '@syncline/contract';
import { aName, aTask, proven, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('tasks', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
  });
  afterAll(() => world.close());

  const put = (task: { name: string }, headers: Record<string, string> = {}) => platform.call<Task & { code: string }>('PUT', `/tasks/${task.name}`, { body: task, headers });

  it('are made once, and their version grows only on change', async () => {
    const task = aTask(world.target.url);
    const made = await put(task);
    expect([made.status, made.body.version, made.body.paused]).toEqual([201, 1, false]);
    expect(made.body).toMatchObject({ completion: 'RECONCILED', overlap: 'QUEUE', priority: 0, triggers: [], target: { timeout: 'PT10S', maxInFlight: 50, reporter: null }, deadlines: { overdueAfter: null, failAfter: 'PT24H' } });
    const again = await put({ ...task, overlap: 'QUEUE' } as typeof task);
    expect([again.status, again.body.version, again.body.updatedAt]).toEqual([200, 1, made.body.updatedAt]);
    const changed = await put({ ...task, priority: 5 } as typeof task);
    expect([changed.status, changed.body.version, changed.body.priority]).toEqual([200, 2, 5]);
    expect((await platform.call<Task>('GET', `/tasks/${task.name}`)).body).toEqual(changed.body);
  });

  it('are made once even by many at the same time', async () => {
    const task = aTask(world.target.url);
    const answers = await Promise.all(Array.from({ length: 8 }, () => put(task)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.version))).toEqual(new Set([1]));
  });

  it('are changed under If-Match only at that version', async () => {
    const task = aTask(world.target.url);
    expect((await put(task, { 'if-match': '"1"' })).status).toBe(412);
    await put(task);
    expect((await put({ ...task, priority: 1 } as typeof task, { 'if-match': '"2"' })).body.code).toBe('PRECONDITION_FAILED');
    expect((await put({ ...task, priority: 1 } as typeof task, { 'if-match': '"1"' })).body.version).toBe(2);
    expect((await platform.call('DELETE', `/tasks/${task.name}`, { headers: { 'if-match': '"1"' } })).status).toBe(412);
  });

  it.each<[string, object, string]>([
    ['a cron trigger, which is not there yet', { triggers: [{ kind: 'cron', expression: '0 30 18 * * MON-FRI', timeZone: 'Europe/London' }] }, 'RULE_VIOLATED'],
    ['an interval, which is not there yet', { triggers: [{ kind: 'interval', every: 'PT15M' }] }, 'RULE_VIOLATED'],
    ['expectedBy, which is not there yet', { triggers: [{ kind: 'message', type: 'x', expectedBy: { time: '19:30', timeZone: 'Europe/London' } }] }, 'RULE_VIOLATED'],
    ['a zone that does not exist', { deadlines: { overdueAt: { time: '19:30', timeZone: 'Europe/Atlantis' } } }, 'UNKNOWN_TIME_ZONE'],
    ['an origin that is not allowed', { target: { urls: ['http://elsewhere.example/jobs'], auth: { kind: 'none' }, reporter: { issuer: 'a', subject: 'b' } } }, 'ORIGIN_NOT_ALLOWED'],
    ['a reporter that nobody can tell', { target: { urls: ['http://127.0.0.1:1/jobs'], auth: { kind: 'service-jwt', audience: 'data-provider', scope: 'syncs:run' } } }, 'REPORTER_REQUIRED'],
    ['a secret instead of a reference', { target: { urls: ['http://127.0.0.1:1/jobs'], auth: { kind: 'basic', username: 'u', password: 'hunter2' }, reporter: { issuer: 'a', subject: 'b' } } }, 'SECRET_REFERENCE_NOT_ALLOWED'],
  ])('are refused with %s', async (_, changes, code) => {
    const task = aTask(world.target.url, changes);
    const answer = await put(task);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
    expect((await platform.call('GET', `/tasks/${task.name}`)).status).toBe(404);
  });

  it('record what they skip while paused', async () => {
    const task = aTask(world.target.url, { overlap: 'ALLOW' });
    await put(task);
    expect((await platform.call<Task>('POST', `/tasks/${task.name}/pause`)).body.paused).toBe(true);
    const skipped = await platform.call<{ outcome: string; runId: null }>('POST', `/tasks/${task.name}/runs`, { body: {} });
    expect([skipped.status, skipped.body.outcome, skipped.body.runId]).toEqual([202, 'SKIPPED_PAUSED', null]);
    expect((await platform.call<Task>('POST', `/tasks/${task.name}/resume`)).body.paused).toBe(false);
    expect((await platform.call<{ outcome: string }>('POST', `/tasks/${task.name}/runs`)).body.outcome).toBe('FIRED');
  });

  it('begin no run while paused, finish those they began, and go on when resumed', async () => {
    const task = aTask(world.target.url);
    const first = await platform.startRun(task, { businessDate: '2026-08-01' });
    const second = await platform.startRun(task, { businessDate: '2026-08-02' });
    await platform.until(first, 'RUNNING');
    await platform.call('POST', `/tasks/${task.name}/pause`);
    expect((await platform.report(first, proven())).body.runState).toBe('SUCCEEDED');
    // It has the turn now. A run of another task that comes later and is dispatched shows that the claim went past it.
    const other = await platform.startRun(aTask(world.target.url));
    await platform.until(other, 'RUNNING');
    const held = await platform.run(second);
    expect([held.state, held.dispatches, held.nextDispatchAt === null]).toEqual(['QUEUED', 0, false]);
    await platform.call('POST', `/tasks/${task.name}/resume`);
    await platform.until(second, 'RUNNING');
  });

  it('are taken away only when no run of them is active; a new one of the name goes on counting', async () => {
    const task = aTask(world.target.url);
    const runId = await platform.startRun(task);
    const inUse = await platform.call<{ code: string }>('DELETE', `/tasks/${task.name}`);
    expect([inUse.status, inUse.body.code]).toEqual([409, 'IN_USE']);
    await platform.call('POST', `/runs/${runId}/cancel`);
    expect((await platform.call('DELETE', `/tasks/${task.name}`)).status).toBe(204);
    expect((await platform.call('GET', `/tasks/${task.name}`)).status).toBe(404);
    expect((await platform.run(runId)).taskVersion).toBe(1);
    expect((await put(task)).body.version).toBe(2);
  });

  it('are listed newest first, page by page', async () => {
    const names = [aName('list'), aName('list'), aName('list')];
    for (const name of names) await put({ ...aTask(world.target.url), name });
    const first = await platform.call<{ items: Task[]; nextCursor: string }>('GET', '/tasks?limit=2');
    expect(first.body.items.map(({ name }) => name)).toEqual([names[2], names[1]]);
    const second = await platform.call<{ items: Task[] }>('GET', `/tasks?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body.items[0]?.name).toBe(names[0]);
  });
});

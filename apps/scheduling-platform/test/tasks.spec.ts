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
    ['a cron expression that never fires', { triggers: [{ kind: 'cron', expression: '0 0 0 30 2 *', timeZone: 'Europe/London' }] }, 'CRON_NEVER_FIRES'],
    ['a cron trigger in a zone that does not exist', { triggers: [{ kind: 'cron', expression: '0 0 0 * * *', timeZone: 'Europe/Atlantis' }] }, 'UNKNOWN_TIME_ZONE'],
    ['an offset instead of a zone', { triggers: [{ kind: 'cron', expression: '0 0 0 * * *', timeZone: '+05:30' }] }, 'UNKNOWN_TIME_ZONE'],
    ['a calendar that does not exist', { triggers: [{ kind: 'cron', expression: '0 0 0 * * *', timeZone: 'Europe/London', calendar: 'atlantis' }] }, 'UNKNOWN_CALENDAR'],
    ['a message expected in a zone that does not exist', { triggers: [{ kind: 'message', type: 'x', expectedBy: { time: '19:30', timeZone: 'Mars/Olympus' } }] }, 'UNKNOWN_TIME_ZONE'],
    ['a message expected by a calendar that does not exist', { triggers: [{ kind: 'message', type: 'x', expectedBy: { time: '19:30', timeZone: 'Europe/London', calendar: 'atlantis' } }] }, 'UNKNOWN_CALENDAR'],
    ['a deadline by a calendar that does not exist', { deadlines: { overdueAt: { time: '19:30', timeZone: 'Europe/London', calendar: 'atlantis' } } }, 'UNKNOWN_CALENDAR'],
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

  const cron = (changes: object): object => ({ triggers: [{ kind: 'cron', expression: '0 0 0 * * *', timeZone: 'Europe/London', ...changes }] });

  it.each<[string, object, string]>([
    ['a step of nothing', cron({ expression: '*/0 * * * * *' }), '/triggers/0/expression'],
    ['four fields', cron({ expression: '0 0 * *' }), '/triggers/0/expression'],
    ['words that other crons know', cron({ expression: '0 0 0 L * ?' }), '/triggers/0/expression'],
    ['an hour that no day has', cron({ expression: '0 0 24 * * *' }), '/triggers/0/expression'],
    ['an expression longer than any', cron({ expression: `${'0,'.repeat(300)}0 0 0 * * *` }), '/triggers/0/expression'],
    ['no zone', cron({ timeZone: undefined }), '/triggers/0/timeZone'],
    ['a lateness of no length', cron({ maxLateness: 'PT0S' }), '/triggers/0/maxLateness'],
    ['a lateness of a century', cron({ maxLateness: 'P36500D' }), '/triggers/0/maxLateness'],
    ['nothing to catch up', cron({ maxCatchUp: 0 }), '/triggers/0/maxCatchUp'],
    ['everything to catch up', cron({ maxCatchUp: 1_000_000 }), '/triggers/0/maxCatchUp'],
    ['a business date that no rule gives', cron({ businessDate: 'TOMORROW' }), '/triggers/0/businessDate'],
    ['an interval of a millisecond', { triggers: [{ kind: 'interval', every: 'PT0.001S' }] }, '/triggers/0/every'],
    ['an interval of months', { triggers: [{ kind: 'interval', every: 'P1M' }] }, '/triggers/0/every'],
    ['a time that no clock shows', { triggers: [{ kind: 'message', type: 'x', expectedBy: { time: '25:00', timeZone: 'Europe/London' } }] }, '/triggers/0/expectedBy/time'],
    ['a message expected before its date', { triggers: [{ kind: 'message', type: 'x', expectedBy: { time: '19:30', timeZone: 'Europe/London', daysAfterBusinessDate: -1 } }] }, '/triggers/0/expectedBy/daysAfterBusinessDate'],
    ['101 triggers', { triggers: Array.from({ length: 101 }, () => ({ kind: 'interval', every: 'PT1H' })) }, '/triggers'],
    ['a trigger by the moon', { triggers: [{ kind: 'moon' }] }, '/triggers/0/kind'],
    ['a name of another task', { name: 'another' }, '/name'],
  ])('are malformed with %s', async (_, changes, pointer) => {
    const task = aTask(world.target.url);
    const answer = await platform.call<{ code: string; errors: { pointer: string; detail: string }[] }>('PUT', `/tasks/${task.name}`, { body: { ...task, ...changes } });
    expect([answer.status, answer.body.code, answer.body.errors[0]?.pointer]).toEqual([400, 'VALIDATION_FAILED', pointer]);
    expect(answer.body.errors[0]?.detail).toMatch(/\w/);
    expect((await platform.call('GET', `/tasks/${task.name}`)).status).toBe(404);
  });

  it('say of all their triggers at once what to change', async () => {
    const task = aTask(world.target.url, { triggers: [
      { kind: 'cron', expression: '0 0 0 31 2 *', timeZone: 'Europe/London', calendar: 'atlantis' },
      { kind: 'interval', every: 'PT1H' },
      { kind: 'cron', expression: '0 0 0 * * *', timeZone: 'Europe/Atlantis' },
    ] });
    const answer = await platform.call<{ errors: { pointer: string }[] }>('PUT', `/tasks/${task.name}`, { body: task });
    expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual(['/triggers/0/expression', '/triggers/2/timeZone', '/triggers/0/calendar']);
  });

  it('have names that fit into a path', async () => {
    expect((await platform.call('PUT', '/tasks/a%2Fb', { body: aTask(world.target.url, { name: 'a/b' }) })).status).toBe(400);
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

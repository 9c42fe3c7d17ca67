import type { Problem } from '@syncline/contract';
import { aTask, closed, onClose, type Answered, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

interface BadInput {
  /** What is wrong with it. */
  readonly wrong: string;
  readonly status: number;
  readonly code?: string;
  /** Where: the pointer of one of `errors`; null: the detail says it. */
  readonly pointer: string | null;
  /** What a person reads must hold this: a word of what to change. */
  readonly says: RegExp;
  readonly body: Record<string, unknown>;
}

const cron = (changes: object): object => ({ kind: 'cron', expression: '0 30 18 * * MON-FRI', timeZone: 'Europe/London', ...changes });
const target = (changes: object): object => ({ urls: ['http://127.0.0.1:1/jobs'], auth: { kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' }, ...changes });
const trigger = (changes: object): { triggers: object[] } => ({ triggers: [changes] });
const VALIDATION = { status: 400, code: 'VALIDATION_FAILED' } as const;
const RULE = { status: 422 } as const;

const TASKS: readonly BadInput[] = [
  { wrong: 'a cron expression that never fires', ...RULE, pointer: '/triggers/0/expression', says: /never/, body: trigger(cron({ expression: '0 0 0 30 2 *' })) },
  { wrong: 'a cron expression with a step of nothing', ...VALIDATION, pointer: '/triggers/0/expression', says: /\*\/0|step/, body: trigger(cron({ expression: '*/0 * * * * *' })) },
  { wrong: 'a cron expression with seven fields', ...VALIDATION, pointer: '/triggers/0/expression', says: /field/, body: trigger(cron({ expression: '0 0 0 1 1 * 2026' })) },
  { wrong: 'a cron expression of another scheduler', ...VALIDATION, pointer: '/triggers/0/expression', says: /L|#|W/, body: trigger(cron({ expression: '0 0 18 LW * ?' })) },
  { wrong: 'a cron expression of words', ...VALIDATION, pointer: '/triggers/0/expression', says: /./, body: trigger(cron({ expression: 'every evening' })) },
  { wrong: 'an hour that there is not', ...VALIDATION, pointer: '/triggers/0/expression', says: /24|hour/, body: trigger(cron({ expression: '0 0 24 * * *' })) },
  { wrong: 'a zone that does not exist', ...RULE, pointer: '/triggers/0/timeZone', says: /Mars\/Olympus/, body: trigger(cron({ timeZone: 'Mars/Olympus' })) },
  { wrong: 'a calendar that does not exist', ...RULE, pointer: '/triggers/0/calendar', says: /nowhere/, body: trigger(cron({ calendar: 'nowhere' })) },
  { wrong: 'a policy that there is not', ...VALIDATION, pointer: '/triggers/0/misfire', says: /FIRE_ONCE/, body: trigger(cron({ misfire: 'FIRE_TWICE' })) },
  { wrong: 'an interval of 1 ms', ...VALIDATION, pointer: '/triggers/0/every', says: /PT1S|1 second/, body: trigger({ kind: 'interval', every: 'PT0.001S' }) },
  { wrong: 'an interval in words', ...VALIDATION, pointer: '/triggers/0/every', says: /ISO 8601|duration/i, body: trigger({ kind: 'interval', every: '15 minutes' }) },
  { wrong: 'a trigger of a kind that there is not', ...VALIDATION, pointer: '/triggers/0/kind', says: /./, body: trigger({ kind: 'full-moon' }) },
  { wrong: 'a filter that is no pointer', ...VALIDATION, pointer: '/triggers/0/filter/data.reason', says: /JSON pointer/, body: trigger({ ...onClose, filter: { 'data.reason': 'CLOSE' } }) },
  { wrong: 'a message expected by a zone that does not exist', ...RULE, pointer: '/triggers/0/expectedBy/timeZone', says: /Europe\/Atlantis/, body: trigger({ ...onClose, expectedBy: { time: '19:30', timeZone: 'Europe/Atlantis' } }) },
  { wrong: 'a message expected at 25 o’clock', ...VALIDATION, pointer: '/triggers/0/expectedBy/time', says: /HH:MM|time/, body: trigger({ ...onClose, expectedBy: { time: '25:00', timeZone: 'Europe/London' } }) },
  { wrong: 'a deadline in a zone that does not exist', ...RULE, pointer: '/deadlines/overdueAt/timeZone', says: /Mars\/Olympus/, body: { deadlines: { overdueAt: { time: '20:00', timeZone: 'Mars/Olympus' } } } },
  { wrong: 'a deadline that no calendar reaches', status: 400, pointer: '/deadlines/failAfter', says: /./, body: { deadlines: { failAfter: 'P99999999Y' } } },
  { wrong: 'a target outside the allowed origins', ...RULE, code: 'ORIGIN_NOT_ALLOWED', pointer: '/target/urls/0', says: /evil\.example.*allowedOrigins/, body: { target: target({ urls: ['http://evil.example/jobs'] }) } },
  { wrong: 'a target that is a file', status: 400, pointer: '/target/urls/0', says: /http/i, body: { target: target({ urls: ['file:///etc/passwd'] }) } },
  { wrong: 'a target without a place', ...VALIDATION, pointer: '/target/urls', says: /./, body: { target: target({ urls: [] }) } },
  { wrong: 'a secret in plain text', ...RULE, code: 'SECRET_REFERENCE_NOT_ALLOWED', pointer: null, says: /SYNCLINE_SECRET|env:|file:/, body: { target: target({ auth: { kind: 'api-key', header: 'X-Key', value: 'hunter2' }, reporter: { issuer: 'i', subject: 's' } }) } },
  { wrong: 'a secret that is none of ours', ...RULE, code: 'SECRET_REFERENCE_NOT_ALLOWED', pointer: null, says: /SYNCLINE_SECRET|env:|file:/, body: { target: target({ auth: { kind: 'api-key', header: 'X-Key', value: 'env:PATH' }, reporter: { issuer: 'i', subject: 's' } }) } },
  { wrong: 'nobody who may report', ...VALIDATION, pointer: '/target/reporter', says: /reporter/, body: { target: target({ auth: { kind: 'none' } }) } },
  { wrong: 'a field that there is not', ...VALIDATION, pointer: '/overlpa', says: /overlpa|unknown|not known/i, body: { overlpa: 'SKIP' } },
  { wrong: 'no attempts', ...VALIDATION, pointer: '/retry/maxAttempts', says: />=1|1/, body: { retry: { maxAttempts: 0 } } },
  { wrong: 'a retry that hurries', ...VALIDATION, pointer: '/retry/initial', says: /PT1S|1 second/, body: { retry: { initial: 'PT0S' } } },
  { wrong: 'a priority beyond all others', ...VALIDATION, pointer: '/priority', says: /1000/, body: { priority: 1e9 } },
  { wrong: 'text that no database keeps', ...VALIDATION, pointer: null, says: /U\+0000/, body: { parameters: { city: 'a\u0000b' } } },
];

const member = (task: string, mode = 'ASYNC'): object => ({ task, mode });

const GROUPS: readonly BadInput[] = [
  { wrong: 'a task that does not exist', ...RULE, pointer: '/members/1/task', says: /ghost/, body: { members: [member('known'), member('ghost')] } },
  { wrong: 'a task twice', ...RULE, code: 'DUPLICATE_MEMBER', pointer: '/members/1/task', says: /known/, body: { members: [member('known'), member('known')] } },
  { wrong: '10,000 members', ...VALIDATION, pointer: '/members', says: /500/, body: { members: Array.from({ length: 10_000 }, (_, index) => member(`member-${index}`)) } },
  { wrong: 'no members', ...VALIDATION, pointer: '/members', says: /at least one/, body: { members: [] } },
  { wrong: 'a mode that there is not', ...VALIDATION, pointer: '/members/0/mode', says: /SYNC/, body: { members: [member('known', 'PARALLEL')] } },
  { wrong: 'a cron expression that never fires', ...RULE, pointer: '/triggers/0/expression', says: /never/, body: { members: [member('known')], ...trigger(cron({ expression: '0 0 0 31 4 *' })) } },
  { wrong: 'a calendar that does not exist', ...RULE, pointer: '/triggers/0/calendar', says: /nowhere/, body: { members: [member('known')], ...trigger(cron({ calendar: 'nowhere' })) } },
];

const year = { timeZone: 'Europe/London', holidays: ['2026-12-25'], halfDays: [], validUntil: '2026-12-31' };

const CALENDARS: readonly BadInput[] = [
  { wrong: 'no end', ...VALIDATION, pointer: '/validUntil', says: /./, body: { ...year, validUntil: undefined } },
  { wrong: 'a zone that does not exist', ...RULE, pointer: '/timeZone', says: /Mars\/Olympus/, body: { ...year, timeZone: 'Mars/Olympus' } },
  { wrong: 'a day that there is not', ...VALIDATION, pointer: '/holidays/0', says: /date/i, body: { ...year, holidays: ['2026-02-30'] } },
  { wrong: 'a week without a business day', ...VALIDATION, pointer: '/weekend', says: /business day/, body: { ...year, weekend: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] } },
  { wrong: 'a half day that is a holiday', ...VALIDATION, pointer: '/halfDays/0/date', says: /holiday/, body: { ...year, halfDays: [{ date: '2026-12-25', closesAt: '12:30' }] } },
];

/** What people and programs send by mistake, or on purpose: refused with what to change, and nothing of it is kept. */
describe('bad input', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
    await platform.call('PUT', '/tasks/known', { body: { ...aTask(world.target.url), name: 'known' } });
  });
  afterAll(() => world.close());

  const everything = async (): Promise<unknown> =>
    Promise.all(['/tasks', '/task-groups', '/calendars', '/occurrences', '/runs', '/group-runs'].map(async (path) => (await platform.call(`GET`, `${path}?limit=500`)).body));

  const expectRefused = ({ status, body, headers }: Answered<Problem>, { status: wanted, code, pointer, says }: Omit<BadInput, 'wrong' | 'body'>): void => {
    expect(body).toMatchObject({ status: wanted, title: expect.any(String), ...(code === undefined ? {} : { code }) });
    expect([status, headers.get('content-type')]).toEqual([wanted, expect.stringContaining('application/problem+json')]);
    const told = pointer === null ? body.detail : (body.errors ?? []).find((error) => error.pointer === pointer)?.detail;
    if (told === undefined) throw new Error(`Nothing at ${pointer}: ${JSON.stringify(body)}`);
    expect(`${told} ${body.detail}`).toMatch(says);
  };

  const refuses = (path: string, name: string, usual: Record<string, unknown>) => async (input: BadInput): Promise<void> => {
    const before = await everything();
    expectRefused(await platform.call<Problem>('PUT', `${path}/${name}`, { body: { ...usual, ...input.body, name } }), input);
    expect((await platform.call('GET', `${path}/${name}`)).status).toBe(404);
    expect(await everything()).toEqual(before);
  };

  it.each(TASKS)('of a task: $wrong', (input) => refuses('/tasks', 'bad', aTask(world.target.url))(input));
  it.each(GROUPS)('of a group: $wrong', (input) => refuses('/task-groups', 'bad', { members: [member('known')] })(input));
  it.each(CALENDARS)('of a calendar: $wrong', (input) => refuses('/calendars', 'bad', year)(input));

  it.each([
    ['a slash', 'a/b'],
    ['a path upwards', '../tasks'],
    ['a capital', 'Sync'],
    ['64 characters', 'a'.repeat(64)],
    ['a blank', 'a b'],
    ['U+0000', 'a\u0000'],
    ['an emoji', '🌧'],
    ['a quote', "a'--"],
  ])('of a name: %s', async (_, name) => {
    const before = await everything();
    for (const path of ['/tasks', '/task-groups', '/calendars']) {
      const usual = { '/tasks': aTask(world.target.url), '/task-groups': { members: [member('known')] }, '/calendars': year }[path];
      const refused = await platform.call<Problem>('PUT', `${path}/${encodeURIComponent(name)}`, { body: { ...usual, name } });
      expectRefused(refused, { status: 400, pointer: null, says: /./ });
      const other = await platform.call<Problem>('PUT', `${path}/innocent`, { body: { ...usual, name } });
      expect(other.status).toBe(400);
    }
    expect(await everything()).toEqual(before);
  });

  it('of a name: another one in the body than in the path', async () => {
    const { status, body } = await platform.call<Problem>('PUT', '/tasks/one', { body: { ...aTask(world.target.url), name: 'other' } });
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/name|path/i)]);
    expect((await platform.call('GET', '/tasks/one')).status).toBe(404);
  });

  it.each<[string, string, string, object, number, RegExp]>([
    ['a run for a day that there is not', 'POST', '/tasks/known/runs', { body: { businessDate: '2026-02-30' } }, 400, /date/i],
    ['a run of a task that does not exist', 'POST', '/tasks/ghost/runs', { body: {} }, 404, /ghost/],
    ['a key of 201 characters', 'POST', '/tasks/known/runs', { body: {}, headers: { 'idempotency-key': 'k'.repeat(201) } }, 400, /Idempotency-Key|200/i],
    ['a body that is no JSON', 'POST', '/tasks/known/runs', { body: '{"businessDate":' }, 400, /JSON/],
    ['a body of 2 MiB', 'POST', '/tasks/known/runs', { body: { parameters: { text: 'x'.repeat(2 * 1024 * 1024) } } }, 413, /./],
    ['a body that is a form', 'POST', '/tasks/known/runs', { body: 'businessDate=2026-08-04', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, /./],
    ['too many of a list', 'GET', '/runs?limit=501', {}, 400, /500/],
    ['none of a list', 'GET', '/runs?limit=0', {}, 400, /./],
    ['a page that there is not', 'GET', '/runs?cursor=garbage', {}, 400, /cursor/],
    ['a state that there is not', 'GET', '/runs?state=TIRED', {}, 400, /QUEUED/],
    ['a question that nobody asks', 'GET', '/runs?colour=red', {}, 400, /colour/],
    ['a moment in words', 'GET', '/occurrences?from=yesterday', {}, 400, /./],
    ['too far ahead', 'GET', '/tasks/known/next-fire-times?count=101', {}, 400, /100/],
    ['an id that is none', 'GET', '/runs/1', {}, 400, /UUID/i],
    ['a message without a type', 'POST', '/messages', { body: { ...closed('2026-08-04'), type: undefined }, headers: { 'content-type': 'application/cloudevents+json' } }, 400, /type|CloudEvent/],
    ['501 messages', 'POST', '/messages', { body: Array.from({ length: 501 }, () => closed('2026-08-04')), headers: { 'content-type': 'application/cloudevents-batch+json' } }, 413, /500/],
  ])('of a request: %s', async (_, method, path, options, wanted, says) => {
    const before = await everything();
    const { status, body } = await platform.call<Problem>(method, path, options);
    expect([status, JSON.stringify(body)]).toEqual([wanted, expect.stringMatching(says)]);
    expect(body).toMatchObject({ status: wanted, code: expect.stringMatching(/^[A-Z_]+$/), detail: expect.any(String) });
    expect(await everything()).toEqual(before);
  });

  it('of a target: words that no database keeps, in the answer to a dispatch', async () => {
    world.target.answer = () => ({ status: 200, body: { attempt: 1, sequence: 1, state: 'FAILED', detail: 'a\u0000b', error: { code: 'NUL\u0000\ud800', message: 'half \ud83d', retryable: false } } });
    const runId = await platform.startRun(aTask(world.target.url));
    const run = await platform.until(runId, 'FAILED', 'RUNNING');
    expect(run.attempt).toBe(1);
    world.target.answer = () => ({ status: 202 });
    expect((await platform.events(runId)).length).toBeGreaterThan(1);
  });
});

import type { Page, Problem, TaskGroup } from '@syncline/contract';
import { aName, type PlatformClient } from './support/platform-client.ts';
import { GroupScene } from './support/group-scene.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('definitions of task groups', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  let scene: GroupScene;
  let task: string;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
    scene = new GroupScene(platform, world.target);
    task = await scene.task('member');
  });
  afterAll(() => world.close());

  const put = (group: { name: string }, headers: Record<string, string> = {}) => platform.call<TaskGroup & Problem>('PUT', `/task-groups/${group.name}`, { body: group, headers });
  const member = (name: string) => ({ task: name, mode: 'ASYNC' });

  it('have defaults, and a version that grows only on change', async () => {
    const group = { name: aName('group'), members: [member(task)] };
    const made = await put(group);
    expect([made.status, made.body.version]).toEqual([201, 1]);
    expect(made.body).toMatchObject({ paused: false, triggers: [], onMemberFailure: 'STOP', overlap: 'QUEUE', priority: 0, deadlines: { failAfter: 'PT24H', overdueAfter: null }, members: [{ task, mode: 'ASYNC', parameters: {} }] });
    const equal = await put({ ...group, overlap: 'QUEUE' } as typeof group);
    expect([equal.status, equal.body.version, equal.body.updatedAt]).toEqual([200, 1, made.body.updatedAt]);
    const changed = await put({ ...group, onMemberFailure: 'CONTINUE' } as typeof group, { 'if-match': '"1"' });
    expect([changed.status, changed.body.version]).toEqual([200, 2]);
    expect((await put(group, { 'if-match': '"1"' })).status).toBe(412);
    expect((await platform.call('GET', `/task-groups/${group.name}`)).body).toEqual(changed.body);
    expect((await platform.call<Page<TaskGroup>>('GET', '/task-groups?limit=1')).body.items).toEqual([changed.body]);
  });

  it('are made once by many at the same time', async () => {
    const group = { name: aName('group'), members: [member(task)] };
    const answers = await Promise.all(Array.from({ length: 6 }, () => put(group)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
  });

  const many = (count: number) => Array.from({ length: count }, (_, index) => member(`task-${index}`));

  it.each<[string, object, number, string, string[]]>([
    ['no members', { members: [] }, 400, 'VALIDATION_FAILED', ['/members']],
    ['10,000 members', { members: many(10_000) }, 400, 'VALIDATION_FAILED', ['/members']],
    ['a mode that is none', { members: [{ task: 'a', mode: 'BOTH' }] }, 400, 'VALIDATION_FAILED', ['/members/0/mode']],
    ['a field that nobody knows', { members: [member('a')], leader: 'me' }, 400, 'VALIDATION_FAILED', []],
    ['an interval of 1 ms', { members: [member('a')], triggers: [{ kind: 'interval', every: 'PT0.001S' }] }, 400, 'VALIDATION_FAILED', ['/triggers/0/every']],
    ['a step of nothing', { members: [member('a')], triggers: [{ kind: 'cron', expression: '*/0 * * * *', timeZone: 'Europe/London' }] }, 400, 'VALIDATION_FAILED', ['/triggers/0/expression']],
    ['a task that does not exist', { members: [member('nobody'), member('no-one')] }, 422, 'UNKNOWN_TASK', ['/members/0/task', '/members/1/task']],
    ['the same task twice', { members: [member('a'), member('b'), member('a')] }, 422, 'DUPLICATE_MEMBER', ['/members/2/task']],
  ])('are refused with %s', async (_, changes, status, code, pointers) => {
    const name = aName('bad');
    const answer = await put({ name, ...changes });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.errors?.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(pointers));
    expect(answer.body.detail).toEqual(expect.any(String));
    expect((await platform.call('GET', `/task-groups/${name}`)).status).toBe(404);
  });

  it.each<[string, object, string, string]>([
    ['a zone that does not exist', { triggers: [{ kind: 'cron', expression: '0 18 * * *', timeZone: 'Europe/Atlantis' }] }, 'UNKNOWN_TIME_ZONE', '/triggers/0/timeZone'],
    ['a calendar that does not exist', { triggers: [{ kind: 'cron', expression: '0 18 * * *', timeZone: 'Europe/London', calendar: 'nowhere' }] }, 'UNKNOWN_CALENDAR', '/triggers/0/calendar'],
    ['a cron expression that never fires', { triggers: [{ kind: 'cron', expression: '0 0 30 2 *', timeZone: 'Europe/London' }] }, 'CRON_NEVER_FIRES', '/triggers/0/expression'],
    ['a deadline in no zone', { deadlines: { overdueAt: { time: '20:00', timeZone: 'Mars/Olympus' } } }, 'UNKNOWN_TIME_ZONE', '/deadlines/overdueAt/timeZone'],
  ])('are refused with %s', async (_, changes, code, pointer) => {
    const name = aName('bad');
    const answer = await put({ name, members: [member(task)], ...changes } as { name: string });
    expect([answer.status, answer.body.code, answer.body.errors?.map((error) => error.pointer)]).toEqual([422, code, [pointer]]);
    expect((await platform.call('GET', `/task-groups/${name}`)).status).toBe(404);
  });

  it('have a name that fits a path, and only one', async () => {
    for (const name of ['a%2Fb', 'UPPER', '-a']) expect((await platform.call('PUT', `/task-groups/${name}`, { body: { name: 'a', members: [member(task)] } })).status).toBe(400);
    const mismatch = await platform.call<Problem>('PUT', '/task-groups/one', { body: { name: 'two', members: [member(task)] } });
    expect([mismatch.status, mismatch.body.errors?.[0]?.pointer]).toEqual([400, '/name']);
  });

  it('keep the tasks they name, and are kept by their runs', async () => {
    const { group, tasks: [a = '', b = ''] } = await scene.groupOf(['ASYNC', 'ASYNC']);
    const named = await platform.call<Problem>('DELETE', `/tasks/${a}`);
    expect([named.status, named.body.code, named.body.detail]).toEqual([409, 'IN_USE', expect.stringContaining(group)]);
    const id = await scene.start(group);
    const inUse = await platform.call<Problem>('DELETE', `/task-groups/${group}`);
    expect([inUse.status, inUse.body.code]).toEqual([409, 'IN_USE']);
    await scene.finish(a);
    await scene.finish(b);
    await scene.until(id, 'SUCCEEDED');
    expect((await platform.call('DELETE', `/task-groups/${group}`, { headers: { 'if-match': '"7"' } })).status).toBe(412);
    expect((await platform.call('DELETE', `/task-groups/${group}`)).status).toBe(204);
    expect((await platform.call('DELETE', `/task-groups/${group}`)).status).toBe(404);
    expect((await platform.call('DELETE', `/tasks/${a}`)).status).toBe(204);
    expect(await scene.groupRun(id)).toMatchObject({ group, state: 'SUCCEEDED', members: [{ task: a, mode: 'ASYNC' }, { task: b }] });
    expect((await put({ name: group, members: [member(b)] } as { name: string })).body.version).toBe(2);
  });

  it('do not lose a task that is taken away in the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const name = await scene.task('contended');
      const group = aName('group');
      const [defined, removed] = await Promise.all([put({ name: group, members: [member(name)] } as { name: string }), platform.call('DELETE', `/tasks/${name}`)]);
      expect([[201, 409], [422, 204]]).toContainEqual([defined.status, removed.status]);
    }
  });

  it('tell what is not there', async () => {
    for (const [method, path] of [['GET', ''], ['DELETE', ''], ['POST', '/pause'], ['POST', '/resume'], ['POST', '/runs']] as const) {
      const { status, body } = await platform.call<Problem>(method, `/task-groups/nothing${path}`);
      expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
    }
  });
});

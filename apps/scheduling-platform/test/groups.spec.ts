import type { Page, Run } from '@syncline/contract';
import { broken, proven, type PlatformClient } from './support/platform-client.ts';
import { GroupScene } from './support/group-scene.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('task groups', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  let scene: GroupScene;
  beforeAll(async () => {
    // The sweep finds what a lost signal would leave; here it is not to help.
    world = await PlatformWorld.create({ timing: { sweepMs: 600_000 } });
    platform = await world.startNode();
    scene = new GroupScene(platform, world.target);
  });
  afterAll(() => world.close());

  it('run ASYNC members side by side, and a SYNC one alone between those before and those after it', async () => {
    const { group, tasks } = await scene.groupOf(['ASYNC', 'ASYNC', 'SYNC', 'ASYNC']);
    const [a = '', b = '', c = '', d = ''] = tasks;
    const id = await scene.start(group, { businessDate: '2026-08-04' });
    await Promise.all([scene.dispatched(a), scene.dispatched(b)]);
    await scene.until(id, 'RUNNING');
    await scene.tick();
    expect([c, d].map((task) => scene.dispatchesOf(task).length)).toEqual([0, 0]);
    await scene.finish(a);
    await scene.tick();
    expect(scene.dispatchesOf(c)).toEqual([]);
    await scene.finish(b);
    await scene.dispatched(c);
    await scene.tick();
    expect(scene.dispatchesOf(d)).toEqual([]);
    await scene.finish(c);
    await scene.finish(d);
    expect(await scene.until(id, 'SUCCEEDED')).toMatchObject({
      group, groupVersion: 1, businessDate: '2026-08-04', reason: null, detail: null, endedAt: expect.any(String),
      members: tasks.map((task, index) => ({ index, task, mode: index === 2 ? 'SYNC' : 'ASYNC', runId: scene.dispatchesOf(task)[0]?.runId, state: 'SUCCEEDED' })),
    });
    const mine = world.target.dispatches.filter(({ task }) => tasks.includes(task));
    expect(mine.map(({ task }) => task).slice(2)).toEqual([c, d]);
    expect(mine).toHaveLength(4);
    expect(mine.every((dispatch) => dispatch.group === group && dispatch.groupRunId === id && dispatch.businessDate === '2026-08-04')).toBe(true);
  });

  it('with STOP skip what has not started once a member has failed, and end after those in flight', async () => {
    const { group, tasks: [a = '', b = ''] } = await scene.groupOf(['ASYNC', 'ASYNC', 'SYNC', 'ASYNC']);
    const id = await scene.start(group);
    await scene.dispatched(b);
    await scene.finish(a, broken(false));
    expect(await scene.untilGroup(id, ({ members }) => members[3]?.state === 'SKIPPED')).toMatchObject({ state: 'RUNNING', members: [{ state: 'FAILED' }, { state: expect.stringMatching(/QUEUED|RUNNING/) }, { state: 'SKIPPED' }, { state: 'SKIPPED' }] });
    await scene.finish(b);
    const ended = await scene.until(id, 'FAILED');
    expect(ended).toMatchObject({ reason: 'MEMBER_FAILED', detail: expect.stringContaining(`${a} FAILED`) });
    expect(ended.members.map(({ state }) => state)).toEqual(['FAILED', 'SUCCEEDED', 'SKIPPED', 'SKIPPED']);
    expect(await platform.run(ended.members[2]?.runId ?? '')).toMatchObject({ state: 'SKIPPED', reason: 'GROUP_STOPPED', dispatches: 0, startedAt: null });
    expect(await scene.alerts(id)).toMatchObject([{ kind: 'FAILED', state: 'OPEN', group, task: null, runId: null }]);
    expect(await platform.alerts(ended.members[0]?.runId ?? '')).toMatchObject([{ kind: 'FAILED', group, task: a, groupRunId: null }]);
  });

  it('with STOP stop for a cancelled member, too', async () => {
    const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC', 'ASYNC']);
    const id = await scene.start(group);
    await platform.call('POST', `/runs/${await scene.dispatched(a)}/cancel`);
    await scene.until(id, 'FAILED');
    expect(await scene.standing(id)).toEqual(['CANCELLED', 'SKIPPED']);
  });

  it('with CONTINUE go on after any end, and have failed in the end', async () => {
    const { group, tasks: [a = '', b = ''] } = await scene.groupOf(['SYNC', 'SYNC'], { onMemberFailure: 'CONTINUE' });
    const id = await scene.start(group);
    await scene.finish(a, broken(false));
    await scene.finish(b);
    expect((await scene.until(id, 'FAILED')).members.map(({ state }) => state)).toEqual(['FAILED', 'SUCCEEDED']);
  });

  it('do not take a retry that waits for an end', async () => {
    const { group, tasks: [a = '', b = ''] } = await scene.groupOf(['SYNC', 'SYNC']);
    const id = await scene.start(group);
    await scene.finish(a, broken(true));
    await scene.tick();
    expect(await scene.standing(id)).toEqual([expect.stringMatching(/WAITING_RETRY|QUEUED|RUNNING/), 'QUEUED']);
    await scene.finish(a, proven(1, { attempt: 2 }), 2);
    await scene.finish(b);
    await scene.until(id, 'SUCCEEDED');
    expect(world.target.dispatches.filter(({ task }) => [a, b].includes(task)).map(({ task, attempt }) => [task, attempt])).toEqual([[a, 1], [a, 2], [b, 1]]);
  });

  it('hand parameters on: the task’s, overridden by the member’s, and those by the firing’s', async () => {
    const task = await scene.task('member', { parameters: { of: 'task', depth: 1, kept: true } });
    const group = await scene.group([], { members: [{ task, mode: 'ASYNC', parameters: { of: 'member', depth: 2 } }] });
    await scene.start(group, { parameters: { depth: 3 } });
    await scene.dispatched(task);
    expect(scene.dispatchesOf(task)[0]?.parameters).toEqual({ of: 'member', depth: 3, kept: true });
  });

  it('keep the version they began with, of the group and of its tasks', async () => {
    const { group, tasks: [a = '', b = ''] } = await scene.groupOf(['SYNC', 'SYNC']);
    const id = await scene.start(group);
    await scene.dispatched(a);
    await platform.call('PUT', `/task-groups/${group}`, { body: { name: group, members: [{ task: b, mode: 'ASYNC' }] } });
    await platform.call('PUT', `/tasks/${b}`, { body: { ...(await platform.call<object>('GET', `/tasks/${b}`)).body, version: undefined, paused: undefined, createdAt: undefined, updatedAt: undefined, parameters: { now: 'other' } } });
    await scene.finish(a);
    await scene.finish(b);
    expect(await scene.until(id, 'SUCCEEDED')).toMatchObject({ groupVersion: 1, members: [{ task: a, mode: 'SYNC' }, { task: b, mode: 'SYNC' }] });
    expect(scene.dispatchesOf(b)).toMatchObject([{ taskVersion: 1, parameters: {} }]);
  });

  it('show their runs among all runs, by the name of the group', async () => {
    const { group, tasks: [first = ''] } = await scene.groupOf(['SYNC']);
    const id = await scene.start(group);
    await scene.dispatched(first);
    expect((await platform.call<Page<Run>>('GET', `/runs?group=${group}`)).body.items).toMatchObject([{ task: first, groupRunId: id }]);
    expect((await platform.call<Page<Run>>('GET', `/runs?group=${group}&state=FAILED`)).body.items).toEqual([]);
  });

  it('begin with the events they listen to', async () => {
    const { group, tasks: [a = ''] } = await scene.groupOf(['ASYNC'], { triggers: [{ kind: 'message', type: 'night.over', businessDate: '/data/businessDate' }] });
    const { body } = await platform.publish({ specversion: '1.0', id: group, source: 'test', type: 'night.over', data: { businessDate: '2026-09-26' } });
    expect(body.occurrences).toMatchObject([{ group, task: null, runId: null, trigger: 'message', outcome: 'FIRED', businessDate: '2026-09-26', groupRunId: expect.any(String) }]);
    await scene.dispatched(a);
    expect(scene.dispatchesOf(a)[0]?.message).toMatchObject({ id: group, type: 'night.over' });
    const { items } = (await platform.call<Page<object>>('GET', `/occurrences?group=${group}`)).body;
    expect(items).toEqual(body.occurrences);
  });
});

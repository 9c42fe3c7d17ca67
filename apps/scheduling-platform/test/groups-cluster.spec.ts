import type { GroupRun } from '@syncline/contract';
import { Database } from '@syncline/database';
import { LoopRegistry } from '@syncline/service-kit';
import { eventually } from '@syncline/test-kit';
import { GroupSignalEntity } from '../src/group-runs/group-signal.entity.ts';
import { entities, migrations } from '../src/persistence/data-source.ts';
import { TaskGroupVersionEntity } from '../src/task-groups/task-group-version.entity.ts';
import { aTask, proven, type PlatformClient } from './support/platform-client.ts';
import { GroupScene } from './support/group-scene.ts';
import { PlatformWorld } from './support/platform-world.ts';

/** Longer than a test: what is found in time was not found by the sweep. */
const NO_SWEEP = { sweepMs: 600_000 };

describe('groups over several nodes', () => {
  let world: PlatformWorld;
  afterEach(() => world.close());

  const withDatabase = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await Database.open({ url: world.databaseUrl, entities, migrations, applicationName: 'test' });
    return work(database).finally(() => database.close());
  };

  const stopLoops = async (platform: PlatformClient): Promise<void> => {
    const loops = platform.node.app.get(LoopRegistry, { strict: false });
    await Promise.all(['groups', 'group-sweep'].map((name) => loops.get(name).stop()));
  };

  it('keep their order when two nodes take reports at once, and dispatch each member once', async () => {
    world = await PlatformWorld.create({ timing: NO_SWEEP });
    const [one, two] = [await world.startNode('node-1'), await world.startNode('node-2')];
    const scene = new GroupScene(one, world.target);
    const width = 8;
    const side = Array.from({ length: width }, () => 'ASYNC' as const);
    const { group, tasks } = await scene.groupOf([...side, 'SYNC', ...side]);
    const id = await scene.start(group);
    const [before, barrier, after] = [tasks.slice(0, width), tasks[width] ?? '', tasks.slice(width + 1)];
    const reportAll = (some: string[]) => Promise.all(some.map(async (task, index) => {
      const { status } = await (index % 2 ? one : two).report(await scene.dispatched(task), proven());
      expect(status).toBe(200);
    }));
    await reportAll(before);
    await scene.finish(barrier);
    await reportAll(after);
    await scene.until(id, 'SUCCEEDED');
    const order = world.target.dispatches.map(({ task }) => (task === barrier ? 'barrier' : before.includes(task) ? 'before' : 'after'));
    expect(order).toEqual([...before.map(() => 'before'), 'barrier', ...after.map(() => 'after')]);
    expect(await withDatabase((database) => eventually(async () => (await database.repository(GroupSignalEntity).count()) === 0))).toBe(true);
  });

  it('are moved on by another node when one has taken a report and then no more', async () => {
    world = await PlatformWorld.create({ timing: NO_SWEEP });
    const dying = await world.startNode('dying');
    const scene = new GroupScene(dying, world.target);
    const { group, tasks: [a = '', b = ''] } = await scene.groupOf(['SYNC', 'SYNC']);
    const id = await scene.start(group);
    await scene.dispatched(a);
    await stopLoops(dying);
    await scene.finish(a);
    expect(await scene.standing(id)).toEqual(['SUCCEEDED', 'QUEUED']);
    expect(await withDatabase((database) => database.repository(GroupSignalEntity).countBy({ groupRunId: id }))).toBeGreaterThan(0);
    await world.stopNode(dying);
    const other = new GroupScene(await world.startNode('other'), world.target);
    await other.finish(b);
    await other.until(id, 'SUCCEEDED');
  });

  it('keep the end that a person gave them, whatever their members did before and nobody had looked at', async () => {
    world = await PlatformWorld.create({ timing: NO_SWEEP });
    const slow = await world.startNode('slow');
    const scene = new GroupScene(slow, world.target);
    const { group, tasks: [a = ''] } = await scene.groupOf(['ASYNC']);
    const id = await scene.start(group);
    await scene.dispatched(a);
    await stopLoops(slow);
    await scene.finish(a);
    expect((await slow.call<GroupRun>('POST', `/group-runs/${id}/cancel`)).body).toMatchObject({ state: 'CANCELLED', members: [{ state: 'SUCCEEDED' }] });
    const other = new GroupScene(await world.startNode('other'), world.target);
    await other.tick();
    expect((await slow.call<GroupRun>('GET', `/group-runs/${id}`)).body.state).toBe('CANCELLED');
  });

  it('are found by the sweep when their signal was lost', async () => {
    world = await PlatformWorld.create();
    const blind = await world.startNode('blind');
    const scene = new GroupScene(blind, world.target);
    const { group, tasks: [a = '', b = ''] } = await scene.groupOf(['SYNC', 'SYNC']);
    const id = await scene.start(group);
    await scene.dispatched(a);
    await stopLoops(blind);
    await scene.finish(a);
    await withDatabase((database) => database.repository(GroupSignalEntity).clear());
    const seeing = new GroupScene(await world.startNode('seeing'), world.target);
    await seeing.finish(b);
    await seeing.until(id, 'SUCCEEDED');
  });

  it('do not hold each other up when one of them cannot be moved on', async () => {
    world = await PlatformWorld.create({ timing: NO_SWEEP });
    const platform = await world.startNode();
    const scene = new GroupScene(platform, world.target);
    const { group: broken, tasks: [a = ''] } = await scene.groupOf(['SYNC']);
    await platform.call('POST', `/tasks/${a}/pause`);
    const stuck = await scene.start(broken);
    await stopLoops(platform);
    await withDatabase((database) => database.repository(TaskGroupVersionEntity).delete({ groupName: broken }));
    await withDatabase((database) => database.repository(GroupSignalEntity).insert({ id: stuck, groupRunId: stuck }));
    await world.stopNode(platform);
    const next = await world.startNode('next');
    await new GroupScene(next, world.target).tick();
    expect(next.node.log.lines().some(({ groupRunId, msg }) => groupRunId === stuck && String(msg).includes('could not be moved on'))).toBe(true);
  });

  it('reach every instance of their target when all members are ASYNC, and pass over one that fails', async () => {
    world = await PlatformWorld.create({ timing: NO_SWEEP });
    const platform = await world.startNode();
    const scene = new GroupScene(platform, world.target);
    const urls = ['one', 'two', 'three'].map((instance) => `${world.target.origin}/${instance}/jobs`);
    const { target } = aTask(world.target.url) as { target?: object };
    const { group, tasks } = await scene.groupOf(Array.from({ length: 12 }, () => 'ASYNC' as const), {}, { target: { ...target, urls } });
    const instancesOf = (runs: GroupRun): string[] => runs.members.map(({ runId }) => world.target.of(runId ?? '').at(-1)?.path.split('/')[1] ?? '').sort();

    const healthy = await scene.start(group, { businessDate: '2026-08-04' });
    await Promise.all(tasks.map((task) => scene.finish(task)));
    expect(new Set(instancesOf(await scene.until(healthy, 'SUCCEEDED')))).toEqual(new Set(['one', 'three', 'two']));

    world.target.answer = ({ path }) => ({ status: path.startsWith('/two/') ? 503 : 202 });
    const failing = await scene.start(group, { businessDate: '2026-08-05' });
    const running = await scene.untilGroup(failing, ({ members }) => members.every(({ state }) => state === 'RUNNING'));
    expect(new Set(instancesOf(running))).toEqual(new Set(['one', 'three']));
    const third = await scene.start(group, { businessDate: '2026-08-06', parameters: {} });
    await platform.call('POST', `/group-runs/${failing}/cancel`);
    const spared = await scene.untilGroup(third, ({ members }) => members.every(({ state }) => state === 'RUNNING'));
    expect(spared.members.every(({ runId }) => world.target.of(runId ?? '').every(({ path }) => !path.startsWith('/two/')))).toBe(true);
  });
});

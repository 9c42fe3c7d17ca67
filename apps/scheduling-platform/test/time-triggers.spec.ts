import type { Task } from '@syncline/contract';
import { Database } from '@syncline/database';
import { eventually } from '@syncline/test-kit';
import { aName, aTask, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';
import { stepClock, storyOf, untilStory } from './support/story.ts';

describe('triggers by time', () => {
  let world: PlatformWorld;
  let nodes: PlatformClient[];
  let platform: PlatformClient;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    nodes = [await world.startNode('node-1'), await world.startNode('node-2')];
    platform = nodes[0] as PlatformClient;
    itIs('2026-11-18T10:00:00Z');
  });
  afterAll(() => world.close());

  const database = (node: PlatformClient): Database => node.node.app.get(Database);
  const itIs = (time: string): void => stepClock(nodes)(time);
  const put = (task: { name: string }) => platform.call<Task & { code: string }>('PUT', `/tasks/${task.name}`, { body: task });
  const cron = (expression: string, changes: object = {}) => ({ kind: 'cron', expression, timeZone: 'Europe/London', ...changes });
  const story = (task: string) => storyOf(platform, task);
  const until = (task: string, expected: string[]) => untilStory(platform, task, expected);

  it('fire at their time, once, whichever of two nodes sees it first', async () => {
    const tasks = Array.from({ length: 20 }, () => aTask(world.target.url, { triggers: [cron('0 30 10 * * *', { businessDate: 'SAME_DAY' })] }));
    for (const task of tasks) expect((await put(task)).status).toBe(201);
    itIs('2026-11-18T10:29:59Z');
    itIs('2026-11-18T10:30:00Z');
    for (const { name } of tasks) await until(name, ['11-18T10:30:00 FIRED 2026-11-18']);
    itIs('2026-11-18T10:30:02Z');
    const last = aTask(world.target.url, { triggers: [{ kind: 'interval', every: 'PT1S' }] });
    await put(last);
    itIs('2026-11-18T10:30:03Z');
    await until(last.name, ['11-18T10:30:03 FIRED -']);
    for (const { name } of tasks) expect(await story(name)).toEqual(['11-18T10:30:00 FIRED 2026-11-18']);
    await platform.call('DELETE', `/tasks/${last.name}`);
    for (const { name } of tasks) {
      const [occurrence] = await platform.occurrences(name);
      expect(occurrence).toMatchObject({ trigger: 'cron', detail: null, messageId: null });
      expect(await platform.run(occurrence?.runId ?? '')).toMatchObject({ trigger: 'cron', businessDate: '2026-11-18' });
      await eventually(() => world.target.of(occurrence?.runId ?? '').length > 0);
    }
  });

  it('count intervals from the moment they were made, whatever else of the task changes', async () => {
    itIs('2026-11-18T11:00:00.250Z');
    const task = aTask(world.target.url, { overlap: 'ALLOW', triggers: [{ kind: 'interval', every: 'PT15M' }] });
    await put(task);
    itIs('2026-11-18T11:10:00Z');
    await put({ ...task, priority: 7 } as typeof task);
    itIs('2026-11-18T11:15:01Z');
    await until(task.name, ['11-18T11:15:00 FIRED -']);
    await put({ ...task, triggers: [cron('0 0 0 1 1 *'), { kind: 'interval', every: 'PT15M' }] } as typeof task);
    itIs('2026-11-18T11:30:01Z');
    await until(task.name, ['11-18T11:15:00 FIRED -', '11-18T11:30:00 FIRED -']);
    expect((await platform.run((await platform.occurrences(task.name))[0]?.runId ?? '')).taskVersion).toBe(3);
    await put({ ...task, triggers: [{ kind: 'interval', every: 'PT20M' }] } as typeof task);
    itIs('2026-11-18T11:45:01Z');
    itIs('2026-11-18T11:50:02Z');
    await until(task.name, ['11-18T11:15:00 FIRED -', '11-18T11:30:00 FIRED -', '11-18T11:50:01 FIRED -']);
    await platform.call('PUT', `/tasks/${task.name}`, { body: { ...task, triggers: [] } });
  });

  it('fire groups, too', async () => {
    itIs('2026-11-18T12:00:00Z');
    const task = aTask(world.target.url);
    await put(task);
    const group = aName('group');
    const made = await platform.call('PUT', `/task-groups/${group}`, { body: { name: group, members: [{ task: task.name, mode: 'ASYNC' }], triggers: [cron('0 0 13 * * *', { businessDate: 'PREVIOUS_BUSINESS_DAY' })] } });
    expect(made.status).toBe(201);
    itIs('2026-11-18T13:00:01Z');
    await eventually(async () => {
      const { body } = await platform.call<{ items: object[] }>('GET', `/occurrences?group=${group}`);
      expect(body.items).toMatchObject([{ group, task: null, trigger: 'cron', outcome: 'FIRED', scheduledFor: '2026-11-18T13:00:00.000Z', businessDate: '2026-11-17', groupRunId: expect.any(String) }]);
    });
  });

  it('record what they skip while paused, and go on afterwards', async () => {
    itIs('2026-11-18T14:00:00Z');
    const task = aTask(world.target.url, { triggers: [cron('0 0 15,16 * * *')] });
    await put(task);
    await platform.call('POST', `/tasks/${task.name}/pause`);
    itIs('2026-11-18T15:00:01Z');
    await until(task.name, ['11-18T15:00:00 SKIPPED_PAUSED -']);
    await platform.call('POST', `/tasks/${task.name}/resume`);
    itIs('2026-11-18T16:00:01Z');
    await until(task.name, ['11-18T15:00:00 SKIPPED_PAUSED -', '11-18T16:00:00 FIRED -']);
  });

  it('lose nothing and double nothing when the clock of the database jumps', async () => {
    itIs('2026-11-18T17:00:00Z');
    const task = aTask(world.target.url, { overlap: 'ALLOW', triggers: [cron('0 0 * * * *', { misfire: 'FIRE_ALL' })] });
    await put(task);
    itIs('2026-11-18T18:00:00Z');
    await until(task.name, ['11-18T18:00:00 FIRED -']);
    itIs('2026-11-18T17:59:59Z');
    const witness = aTask(world.target.url, { triggers: [{ kind: 'interval', every: 'PT1S' }] });
    await put(witness);
    itIs('2026-11-18T18:00:00Z');
    await until(witness.name, ['11-18T18:00:00 FIRED -']);
    await platform.call('PUT', `/tasks/${witness.name}`, { body: { ...witness, triggers: [] } });
    expect(await story(task.name)).toEqual(['11-18T18:00:00 FIRED -']);
    itIs('2026-11-18T20:30:00Z');
    await until(task.name, ['11-18T18:00:00 FIRED -', '11-18T19:00:00 FIRED_LATE -', '11-18T20:00:00 FIRED_LATE -']);
  });

  it('fire once after a transaction that broke halfway, and keep no other trigger from firing', async () => {
    itIs('2026-11-18T21:00:00Z');
    const [broken, whole] = [aTask(world.target.url, { triggers: [cron('0 30 21 * * *')] }), aTask(world.target.url, { triggers: [cron('0 30 21 * * *')] })];
    await put(broken);
    await put(whole);
    const sql = database(platform).dataSource;
    // After everything else of the firing is written, the row of the trigger cannot be moved on.
    await sql.query(`ALTER TABLE triggers ADD CONSTRAINT ck_broken CHECK (owner <> '${broken.name}' OR fires_at < '2026-11-18T21:45:00Z')`);
    itIs('2026-11-18T21:30:01Z');
    await until(whole.name, ['11-18T21:30:00 FIRED -']);
    await eventually(() => nodes.some(({ node }) => node.log.lines().some((line) => line.owner === broken.name)));
    expect(await story(broken.name)).toEqual([]);
    await sql.query('ALTER TABLE triggers DROP CONSTRAINT ck_broken');
    await until(broken.name, ['11-18T21:30:00 FIRED -']);
    expect(await story(whole.name)).toEqual(['11-18T21:30:00 FIRED -']);
  });

  it('are gone with their task', async () => {
    itIs('2026-11-18T22:00:00Z');
    const task = aTask(world.target.url, { triggers: [cron('0 30 22 * * *')] });
    await put(task);
    expect((await platform.call('DELETE', `/tasks/${task.name}`)).status).toBe(204);
    const witness = aTask(world.target.url, { triggers: [cron('0 30 22 * * *')] });
    await put(witness);
    itIs('2026-11-18T22:30:01Z');
    await until(witness.name, ['11-18T22:30:00 FIRED -']);
    expect(await story(task.name)).toEqual([]);
  });
});

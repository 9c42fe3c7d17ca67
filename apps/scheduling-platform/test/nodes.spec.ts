import type { SchedulingNode } from '@syncline/contract';
import { Database } from '@syncline/database';
import { eventually } from '@syncline/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { heartbeatNode } from '../src/persistence/sql/heartbeat-node.sql.ts';
import { VERSION } from '../src/version.ts';
import { aTask, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('the list of nodes', () => {
  let world: PlatformWorld;
  beforeEach(async () => {
    world = await PlatformWorld.create();
  });
  afterEach(() => world.close());

  const nodes = async (platform: PlatformClient): Promise<SchedulingNode[]> => (await platform.call<{ items: SchedulingNode[] }>('GET', '/nodes')).body.items;
  const warnings = ({ node }: PlatformClient): string[] => node.log.lines().filter(({ level }) => level === 'warn').map(({ msg }) => String(msg));

  it('has a node as soon as it answers, with what it has done since', async () => {
    const platform = await world.startNode('first');
    expect(await nodes(platform)).toEqual([{ id: 'first', startedAt: expect.stringMatching(/Z$/), lastSeenAt: expect.stringMatching(/Z$/), version: VERSION, runsClaimed: 0, state: 'ALIVE' }]);
    await platform.startRun(aTask(world.target.url, { redispatchEvery: 'PT1H' }));
    await eventually(async () => (await nodes(platform))[0]?.runsClaimed === 1);
    const [before] = await nodes(platform);
    await eventually(async () => ((await nodes(platform))[0]?.lastSeenAt ?? '') > (before?.lastSeenAt ?? ''));
    expect((await nodes(platform))[0]?.startedAt).toBe(before?.startedAt);
  });

  it('tells who left in good order from who was lost, and from who came back', async () => {
    const platform = await world.startNode('stays');
    const first = await world.startNode('leaves');
    await world.stopNode(first);
    const gone = { id: 'dies', sessionId: uuidv7(), version: '0.0.1', runsClaimed: 3, startedInMs: -60_000, leaseMs: 1 };
    await platform.node.app.get(Database).execute(heartbeatNode, gone);
    const states = async (): Promise<Record<string, string>> => Object.fromEntries((await nodes(platform)).map(({ id, state }) => [id, state]));
    await eventually(async () => (await states())['dies'] === 'LOST');
    expect(await states()).toEqual({ stays: 'ALIVE', leaves: 'STOPPED', dies: 'LOST' });
    const dead = (await nodes(platform)).find(({ id }) => id === 'dies');
    expect(Date.parse(dead?.lastSeenAt ?? '') - Date.parse(dead?.startedAt ?? '')).toBe(60_000);
    await world.startNode('leaves');
    expect(await states()).toEqual({ stays: 'ALIVE', leaves: 'ALIVE', dies: 'LOST' });
  });

  it('shows the later of two processes that were given one name; the earlier says so, and both work', async () => {
    const one = await world.startNode('twin');
    const two = await world.startNode('twin');
    await eventually(() => warnings(one).some((text) => text.includes('NODE_ID')));
    const [shown, ...others] = await nodes(two);
    expect(others).toEqual([]);
    await Promise.all([one, two].map(async (platform) => platform.until(await platform.startRun(aTask(world.target.url)), 'RUNNING')));
    expect((await nodes(one))[0]?.startedAt).toBe(shown?.startedAt);
    expect(warnings(one).filter((text) => text.includes('NODE_ID'))).toHaveLength(1);
    expect(warnings(two).filter((text) => text.includes('NODE_ID'))).toEqual([]);
    await world.stopNode(two);
    await eventually(async () => (await nodes(one))[0]?.state === 'ALIVE');
    expect(Date.parse((await nodes(one))[0]?.startedAt ?? '')).toBeLessThan(Date.parse(shown?.startedAt ?? ''));
  });

  it('says nothing of a name when a process follows one that died', async () => {
    const first = await world.startNode('next');
    await first.node.app.get(Database).execute(heartbeatNode, { id: 'restarted', sessionId: uuidv7(), version: '0', runsClaimed: 0, startedInMs: 0, leaseMs: 60_000 });
    const second = await world.startNode('restarted');
    expect(await nodes(second)).toMatchObject([{ id: 'restarted', version: VERSION }, { id: 'next' }]);
    expect(warnings(second)).toEqual([]);
  });

  it('is read page by page', async () => {
    const platform = await world.startNode('a');
    await world.startNode('b');
    const first = (await platform.call<{ items: SchedulingNode[]; nextCursor: string }>('GET', '/nodes?limit=1')).body;
    const second = (await platform.call<{ items: SchedulingNode[]; nextCursor: string | null }>('GET', `/nodes?limit=1&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['b', 'a']);
    expect(second.nextCursor).toBeNull();
  });
});

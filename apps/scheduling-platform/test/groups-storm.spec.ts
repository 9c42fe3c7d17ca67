import type { GroupRun, Page } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import fc from 'fast-check';
import { GroupScene, type Member } from './support/group-scene.ts';
import { OrderKeeper } from './support/order-keeper.ts';
import { broken, proven, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

/** Any number will do: it only makes a storm that can be had again. */
const SEED = 20_261_122;

const POLICIES = ['QUEUE', 'ALLOW', 'SKIP', 'CANCEL_PREVIOUS'] as const;
const SHAPES = [['ASYNC', 'ASYNC', 'SYNC', 'ASYNC'], ['SYNC', 'ASYNC', 'SYNC', 'ASYNC'], ['ASYNC', 'SYNC', 'SYNC', 'ASYNC'], ['ASYNC', 'ASYNC', 'ASYNC', 'SYNC']] as const;

/** What people and upstream systems do, in no order at all. `which` picks the group, the task or the run. */
const deed = fc.record({
  node: fc.nat(1),
  which: fc.nat(999),
  businessDate: fc.constantFrom('2026-08-01', '2026-08-02', '2026-08-03'),
  what: fc.constantFrom('fire', 'fire', 'fire', 'fire', 'fire task', 'cancel', 'retry', 'retry', 'cancel member', 'retry member', 'pause', 'resume', 'pause task', 'resume task'),
});
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

describe('a storm of firings, cancellations, retries and pauses', () => {
  let world: PlatformWorld;
  afterEach(() => world.close());

  it('leaves no group run behind, breaks no order and surprises no node', async () => {
    // Without the sweep: what it would mend must not break.
    world = await PlatformWorld.create({ timing: { sweepMs: 600_000 } });
    const nodes = [await world.startNode('node-1'), await world.startNode('node-2')] as const;
    const scene = new GroupScene(nodes[0], world.target);
    const tasks: string[] = [];
    for (let n = 0; n < 6; n += 1) tasks.push(await scene.task('shared', { overlap: POLICIES[n % 4], retry: { initial: 'PT1S', max: 'PT1S', maxAttempts: 2 } }));
    const groups = new Map<string, readonly Member[]>();
    for (const [n, shape] of SHAPES.entries()) {
      const members = shape.map((mode, index): Member => [tasks[(n + index) % tasks.length] ?? '', mode]);
      groups.set(await scene.group(members, { overlap: POLICIES[n] }), members);
    }

    const order = new OrderKeeper(groups);
    const fate = fc.sample(fc.constantFrom('proven', 'proven', 'proven', 'proven', 'retry', 'broken'), { seed: SEED, numRuns: 200 });
    world.target.answer = ({ dispatch }) => {
      if (dispatch === null) return { status: 202 };
      order.called(dispatch);
      const end = fate[world.target.calls.length % fate.length];
      if (end === 'proven') order.succeeded(dispatch);
      return { status: 200, body: end === 'proven' ? proven(9, { attempt: dispatch.attempt }) : broken(end === 'retry', { attempt: dispatch.attempt }) };
    };

    const deeds = fc.sample(deed, { seed: SEED, numRuns: 120 });
    const statuses: number[] = [];
    const lanes = Array.from({ length: 6 }, async (_, lane) => {
      for (const one of deeds.filter((__, n) => n % 6 === lane)) statuses.push(await act(nodes[one.node] ?? nodes[0], one, [...groups.keys()], tasks));
    });
    await Promise.all(lanes);
    for (const group of groups.keys()) await nodes[0].call('POST', `/task-groups/${group}/resume`);
    for (const task of tasks) await nodes[0].call('POST', `/tasks/${task}/resume`);

    await eventually(async () => expect((await groupRuns(nodes[0])).filter(({ endedAt }) => endedAt === null)).toEqual([]), { within: 40_000 });
    expect(order.overtakings).toEqual([]);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    // Which ends there are is up to chance; that there are several is what makes it a storm.
    expect(new Set((await groupRuns(nodes[0])).map(({ state }) => state)).size).toBeGreaterThan(1);
    expect(nodes.flatMap(({ node }) => node.log.lines()).filter(({ msg }) => String(msg).includes('could not be moved on'))).toEqual([]);
  }, 90_000);
});

const groupRuns = async (platform: PlatformClient): Promise<GroupRun[]> => (await platform.call<Page<GroupRun>>('GET', '/group-runs?limit=500')).body.items;

/** @returns the status of the answer; what cannot be done at the moment is refused, and that is fine */
async function act(platform: PlatformClient, { what, which, businessDate }: Deed, groups: readonly string[], tasks: readonly string[]): Promise<number> {
  const [group, task] = [groups[which % groups.length], tasks[which % tasks.length]];
  const post = async (path: string, body?: object): Promise<number> => (await platform.call('POST', path, body === undefined ? {} : { body })).status;
  const toOneOf = async (list: string, deedOf: (id: string) => string): Promise<number> => {
    const { items } = (await platform.call<Page<{ id: string }>>('GET', `${list}&limit=5`)).body;
    const one = items[which % Math.max(items.length, 1)];
    return one === undefined ? 404 : post(deedOf(one.id));
  };
  switch (what) {
    case 'fire': return post(`/task-groups/${group}/runs`, { businessDate });
    case 'fire task': return post(`/tasks/${task}/runs`, { businessDate });
    case 'cancel': return toOneOf('/group-runs?', (id) => `/group-runs/${id}/cancel`);
    case 'retry': return toOneOf('/group-runs?state=FAILED', (id) => `/group-runs/${id}/retry`);
    case 'cancel member': return toOneOf(`/runs?group=${group}`, (id) => `/runs/${id}/cancel`);
    case 'retry member': return toOneOf(`/runs?group=${group}&state=FAILED`, (id) => `/runs/${id}/retry`);
    case 'pause':
    case 'resume': return post(`/task-groups/${group}/${what}`);
    default: return post(`/tasks/${task}/${what === 'pause task' ? 'pause' : 'resume'}`);
  }
}

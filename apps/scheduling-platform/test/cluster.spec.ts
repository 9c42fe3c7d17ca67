import { randomUUID } from 'node:crypto';
import type { SchedulingNode } from '@syncline/contract';
import { Database } from '@syncline/database';
import { eventually } from '@syncline/test-kit';
import { entities, migrations } from '../src/persistence/data-source.ts';
import { claimDueRuns } from '../src/persistence/sql/claim-due-runs.sql.ts';
import { freeExpiredLeases } from '../src/persistence/sql/free-expired-leases.sql.ts';
import { RunCancellationEntity } from '../src/runs/run-cancellation.entity.ts';
import { RunEntity } from '../src/runs/run.entity.ts';
import { aName, aTask, closed, onClose, proven, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

const dates = (count: number): string[] => Array.from({ length: count }, (_, day) => new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10));

describe('several nodes over one database', () => {
  let world: PlatformWorld;
  beforeEach(async () => {
    world = await PlatformWorld.create();
  });
  afterEach(() => world.close());

  /** A run whose first call the target does not answer until it is released. */
  const startHeld = async (client: PlatformClient, held: (open: () => void) => void = () => undefined): Promise<string> => {
    world.target.answer = () => ({ status: 202, after: new Promise<void>(held) });
    const runId = await client.startRun(aTask(world.target.url, { redispatchEvery: 'PT1H' }));
    await eventually(() => world.target.of(runId).length === 1);
    world.target.answer = () => ({ status: 202 });
    return runId;
  };

  const withDatabase = async (work: (database: Database) => Promise<void>): Promise<void> => {
    const database = await Database.open({ url: world.databaseUrl, entities, migrations, applicationName: 'test' });
    await work(database).finally(() => database.close());
  };

  it('dispatch each run from one of them at a time, and each message leads to its one run', async () => {
    const [one, two] = [await world.startNode('node-1'), await world.startNode('node-2')];
    const type = aName('type');
    const task = aTask(world.target.url, { overlap: 'ALLOW', redispatchEvery: 'PT1H', triggers: [{ ...onClose, type }] });
    await one.call('PUT', `/tasks/${task.name}`, { body: task });
    const events = dates(100).map((date) => closed(date, { type }));
    const answers = await Promise.all(events.flatMap((event) => [one.publish(event), two.publish(event)]));
    const runIds = new Set(answers.map(({ body }) => body.occurrences[0]?.runId ?? ''));
    expect(runIds.size).toBe(100);

    await eventually(() => new Set(world.target.dispatches.map(({ runId }) => runId)).size === 100, { within: 20_000 });
    await Promise.all([...runIds].map((runId, index) => (index % 2 ? one : two).report(runId, proven())));
    await Promise.all([...runIds].map((runId) => one.until(runId, 'SUCCEEDED')));
    expect(world.target.mostAtOnceOfOneRun).toBe(1);
    expect(world.target.dispatches).toHaveLength(100);
    expect(new Set(world.target.calls.map(({ key }) => key)).size).toBe(100);

    const nodes = await eventually(async () => {
      const { items } = (await one.call<{ items: SchedulingNode[] }>('GET', '/nodes')).body;
      return items.reduce((sum, node) => sum + node.runsClaimed, 0) === 100 && items;
    });
    expect(nodes.map(({ id, state }) => [id, state])).toEqual([['node-2', 'ALIVE'], ['node-1', 'ALIVE']]);
  });

  it('take over what a dead node had claimed, in the same attempt', async () => {
    const first = await world.startNode('first');
    const runId = await startHeld(first);
    await world.stopNode(first);
    await withDatabase(async (database) => {
      expect(await database.query(claimDueRuns, { owner: 'dead', leaseToken: randomUUID(), leaseMs: 1_500, slots: 10 })).toMatchObject([{ id: runId, attempt: 1 }]);
    });
    const next = await world.startNode('next');
    expect(await next.until(runId, 'RUNNING')).toMatchObject({ attempt: 1, dispatches: 3 });
    expect(new Set(world.target.of(runId).map(({ key }) => key))).toEqual(new Set([`${runId}/1`]));
  });

  it('write nothing for a run whose lease was stolen while they were calling', async () => {
    const frozen = await world.startNode('frozen');
    let release: () => void = () => undefined;
    const runId = await startHeld(frozen, (open) => (release = open));
    await withDatabase(async (database) => {
      // An hour later by the database's clock, as far as these two statements know.
      database.setTestTime(new Date(Date.now() + 3_600_000));
      await database.execute(freeExpiredLeases, {});
      expect(await database.query(claimDueRuns, { owner: 'thief', leaseToken: randomUUID(), leaseMs: 60_000, slots: 10 })).toHaveLength(1);
      release();
      await eventually(() => frozen.node.log.lines().some((line) => line.runId === runId && String(line.msg).includes('too late')));
      expect(await database.repository(RunEntity).findOneByOrFail({ id: runId })).toMatchObject({ state: 'QUEUED', leaseOwner: 'thief', startedAt: null });
    });
  });

  it('tell what was cancelled no target any more after ten minutes, and say so', async () => {
    const node = await world.startNode();
    const runId = await node.startRun(aTask(world.target.url, { redispatchEvery: 'PT1H' }));
    await node.until(runId, 'RUNNING');
    await withDatabase(async (database) => {
      const cancellations = database.repository(RunCancellationEntity);
      const past = new Date(Date.now() - 1_000);
      await cancellations.insert({ runId, attempt: 1, url: world.target.url, tries: 9, dueAt: past, giveUpAt: past, leaseToken: null });
      await eventually(async () => (await cancellations.countBy({ runId })) === 0);
    });
    expect(node.node.log.lines().find(({ abandoned }) => abandoned === 1)).toMatchObject({ level: 'warn' });
    expect(world.target.of(runId).map(({ method }) => method)).toEqual(['POST']);
  });

  it('stop without waiting for a target that does not answer, and another tells it', async () => {
    await world.close();
    world = await PlatformWorld.create({ timing: { leaseMs: 60_000 } });
    const one = await world.startNode('leaving');
    const cancelled = await one.startRun(aTask(world.target.url, { redispatchEvery: 'PT1H' }));
    await one.until(cancelled, 'RUNNING');
    const deletes = () => world.target.of(cancelled).filter(({ method }) => method === 'DELETE').length;
    world.target.answer = () => ({ status: 204, after: new Promise(() => undefined) });
    await one.call('POST', `/runs/${cancelled}/cancel`);
    await eventually(() => deletes() === 1);
    const held = await startHeld(one);
    const begin = Date.now();
    await world.stopNode(one);
    expect(Date.now() - begin).toBeLessThan(5_000);
    const two = await world.startNode('staying');
    await two.until(held, 'RUNNING');
    await eventually(() => deletes() === 2);
  });

  it('hand back what they were calling when they stop in good order', async () => {
    await world.close();
    // Longer than the test waits: only a run that was handed back is called again in time.
    world = await PlatformWorld.create({ timing: { leaseMs: 60_000 } });
    const one = await world.startNode('leaving');
    const runId = await startHeld(one);
    await world.stopNode(one);
    const two = await world.startNode('staying');
    const run = await two.until(runId, 'RUNNING');
    expect(run.attempt).toBe(1);
    expect(new Set(world.target.of(runId).map(({ key }) => key))).toEqual(new Set([`${runId}/1`]));
    const { items } = (await two.call<{ items: SchedulingNode[] }>('GET', '/nodes')).body;
    expect(items).toMatchObject([{ id: 'staying', state: 'ALIVE' }, { id: 'leaving', state: 'STOPPED' }]);
  });
});

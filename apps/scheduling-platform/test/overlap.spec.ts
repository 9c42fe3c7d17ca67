import { eventually } from '@syncline/test-kit';
import { aName, aTask, closed, onClose, proven, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('overlap', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  beforeAll(async () => {
    // The sweep mends what a missing promotion would leave; here it is not to help.
    world = await PlatformWorld.create({ timing: { sweepMs: 600_000 } });
    platform = await world.startNode();
  });
  afterAll(() => world.close());

  const fire = async (task: { name: string }, businessDate: string, parameters: object = {}): Promise<{ outcome: string; runId: string }> =>
    (await platform.call<{ outcome: string; runId: string }>('POST', `/tasks/${task.name}/runs`, { body: { businessDate, parameters } })).body;
  const define = async (changes: object): Promise<{ name: string }> => {
    const task = aTask(world.target.url, { redispatchEvery: 'PT1H', ...changes });
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    return task;
  };

  it('queues by default: dates run one after the other, the oldest first', async () => {
    const type = aName('type');
    const task = await define({ triggers: [{ ...onClose, type }] });
    const runs: string[] = [];
    for (const date of ['2026-09-26', '2026-08-05', '2026-08-04']) {
      const { body } = await platform.publish(closed(date, { type }));
      runs.push(body.occurrences[0]?.runId ?? '');
    }
    expect((await platform.occurrences(task.name)).map(({ outcome }) => outcome)).toEqual(['QUEUED_BEHIND', 'QUEUED_BEHIND', 'FIRED']);
    for (const [index, expected] of ['2026-09-26', '2026-08-04', '2026-08-05'].entries()) {
      const mine = () => world.target.dispatches.filter(({ task: name }) => name === task.name);
      await eventually(() => mine().length === index + 1);
      expect(mine().map(({ businessDate }) => businessDate).at(-1)).toBe(expected);
      const runId = mine().at(-1)?.runId ?? '';
      await platform.until(runId, 'RUNNING');
      await platform.report(runId, proven());
    }
    await Promise.all(runs.map((runId) => platform.until(runId, 'SUCCEEDED')));
  });

  it('gives the turn on however a run ends', async () => {
    const task = await define({});
    const [first, second, third, fourth] = [await fire(task, '2026-08-01'), await fire(task, '2026-08-02'), await fire(task, '2026-08-03'), await fire(task, '2026-08-04')];
    await platform.until(first.runId, 'RUNNING');
    await platform.call('POST', `/runs/${first.runId}/cancel`);
    await platform.until(second.runId, 'RUNNING');
    await platform.report(second.runId, proven(1, { reconciliation: null }));
    world.target.answer = (call) => ({ status: call.dispatch?.runId === third.runId ? 400 : 202 });
    await platform.until(third.runId, 'FAILED', 'RUNNING');
    await platform.call('POST', `/runs/${third.runId}/cancel`);
    await platform.until(fourth.runId, 'RUNNING');
  });

  it('joins a run that waits for the same work, but not one with other parameters', async () => {
    const task = await define({});
    await fire(task, '2026-08-01');
    const waiting = await fire(task, '2026-08-02');
    expect(await fire(task, '2026-08-02')).toMatchObject({ outcome: 'COALESCED', runId: waiting.runId });
    expect(await fire(task, '2026-08-02', { files: ['cities'] })).toMatchObject({ outcome: 'QUEUED_BEHIND' });
  });

  it('makes one run of one date when many fire at once', async () => {
    const task = await define({});
    const fired = await Promise.all(Array.from({ length: 40 }, () => fire(task, '2026-08-04')));
    expect(fired.filter(({ outcome }) => outcome === 'FIRED')).toHaveLength(1);
    // The first may be dispatched while the others still fire: then one more waits behind it, and all others join that one.
    expect(new Set(fired.map(({ runId }) => runId)).size).toBeLessThanOrEqual(2);
  });

  it('skips where the task says so', async () => {
    const task = await define({ overlap: 'SKIP' });
    const { runId } = await fire(task, '2026-08-01');
    await platform.until(runId, 'RUNNING');
    expect(await fire(task, '2026-08-02')).toMatchObject({ outcome: 'SKIPPED_OVERLAP', runId: null });
  });

  it('allows other dates at once, but one run of a date after the other', async () => {
    const task = await define({ overlap: 'ALLOW' });
    const [one, two] = [await fire(task, '2026-08-01'), await fire(task, '2026-08-02')];
    await Promise.all([one, two].map(({ runId }) => platform.until(runId, 'RUNNING')));
    const again = await fire(task, '2026-08-01');
    expect(again.outcome).toBe('QUEUED_BEHIND');
    await platform.report(two.runId, proven());
    expect((await platform.run(again.runId)).nextDispatchAt).toBeNull();
    await platform.report(one.runId, proven());
    await platform.until(again.runId, 'RUNNING');
  });

  it('cancels what ran before where the task says so', async () => {
    const task = await define({ overlap: 'CANCEL_PREVIOUS' });
    const one = await fire(task, '2026-08-01');
    await platform.until(one.runId, 'RUNNING');
    const two = await fire(task, '2026-08-02');
    expect(await platform.run(one.runId)).toMatchObject({ state: 'CANCELLED', reason: 'CANCELLED_BY_OVERLAP' });
    await platform.until(two.runId, 'RUNNING');
    await eventually(() => world.target.of(one.runId).some(({ method }) => method === 'DELETE'));
  });
});

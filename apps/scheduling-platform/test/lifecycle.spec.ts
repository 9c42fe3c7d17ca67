import { eventually } from '@syncline/test-kit';
import { aTask, closed, onClose, proven, running, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('the life of a run', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.target.answer = () => ({ status: 202 });
  });

  it('goes from a message to a proven end, and tells its story', async () => {
    const task = aTask(world.target.url, { triggers: [onClose], parameters: { files: ['cities'] } });
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    const event = closed('2026-08-04');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const receipt = await platform.publish(event, { traceparent });
    expect(receipt.status).toBe(202);
    expect(receipt.body).toMatchObject({ duplicate: false, occurrences: [{ task: task.name, trigger: 'message', outcome: 'FIRED', businessDate: '2026-08-04' }] });

    const runId = receipt.body.occurrences[0]?.runId ?? '';
    await eventually(() => world.target.of(runId).length > 0, { within: 5_000 });
    const [call] = world.target.of(runId);
    expect(call?.key).toBe(`${runId}/1`);
    expect(call?.headers.authorization).toMatch(/^Bearer ey/);
    expect(call?.headers.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-/);
    expect(call?.dispatch).toEqual({
      runId, task: task.name, taskVersion: 1, group: null, groupRunId: null, businessDate: '2026-08-04', attempt: 1, dispatch: 1,
      parameters: { files: ['cities'] }, message: event, callbackUrl: `${platform.node.url}/api/v1/runs/${runId}/reports`, deadline: expect.stringMatching(/Z$/),
    });

    await platform.until(runId, 'RUNNING');
    expect((await platform.report(runId, running(1, { progress: { filesTotal: 1, filesDone: 0 } }))).body).toEqual({ applied: true, runState: 'RUNNING', reason: null });
    expect((await platform.report(runId, proven(2))).body).toEqual({ applied: true, runState: 'SUCCEEDED', reason: null });
    const run = await platform.run(runId);
    expect(run).toMatchObject({ state: 'SUCCEEDED', reason: null, attempt: 1, nextDispatchAt: null, trigger: 'message', reconciliation: { result: 'MATCHED' }, progress: { filesTotal: 1 } });
    expect(run.startedAt).not.toBeNull();
    expect(run.endedAt).not.toBeNull();
    expect((await platform.events(runId)).map(({ kind }) => kind)).toEqual(['REPORTED', 'REPORTED', 'DISPATCH_ACCEPTED', 'CREATED']);
  });
});

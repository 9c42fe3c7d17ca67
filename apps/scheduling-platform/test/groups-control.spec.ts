import type { GroupRun } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import { broken, proven, type PlatformClient } from './support/platform-client.ts';
import { GroupScene } from './support/group-scene.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('what a person does to a group run', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  let scene: GroupScene;
  beforeAll(async () => {
    world = await PlatformWorld.create({ timing: { sweepMs: 600_000 } });
    platform = await world.startNode();
    scene = new GroupScene(platform, world.target);
  });
  afterAll(() => world.close());

  const cancel = (id: string) => platform.call<GroupRun & { code: string }>('POST', `/group-runs/${id}/cancel`);
  const retry = (id: string, headers: Record<string, string> = {}) => platform.call<GroupRun & { code: string }>('POST', `/group-runs/${id}/retry`, { headers });
  const nowhere = '019a0000-0000-7000-8000-000000000000';

  describe('cancelling', () => {
    it('ends it at once, tells the targets of members in flight, and skips the others', async () => {
      const { group, tasks: [a = '', b = ''] } = await scene.groupOf(['ASYNC', 'ASYNC', 'SYNC']);
      const id = await scene.start(group);
      await scene.finish(a);
      const inFlight = await scene.dispatched(b);
      await scene.untilGroup(id, ({ members }) => members[0]?.state === 'SUCCEEDED' && members[1]?.state === 'RUNNING');
      const { status, body } = await cancel(id);
      expect([status, body.state, body.reason, body.detail]).toEqual([202, 'CANCELLED', 'CANCELLED_BY_REQUEST', 'Cancelled by urn:syncline:operator#operator.']);
      expect(body.members.map(({ state }) => state)).toEqual(['SUCCEEDED', 'CANCELLED', 'SKIPPED']);
      expect(await platform.run(inFlight)).toMatchObject({ reason: 'CANCELLED_BY_REQUEST' });
      expect(await platform.run(body.members[2]?.runId ?? '')).toMatchObject({ state: 'SKIPPED', reason: 'GROUP_STOPPED', dispatches: 0 });
      await eventually(() => world.target.of(inFlight).some(({ method, key }) => method === 'DELETE' && key === `${inFlight}/1`));
      const told = world.target.calls.filter(({ method, path }) => method === 'DELETE' && body.members.some(({ runId }) => path.endsWith(`/${runId}`)));
      expect(told).toHaveLength(1);
    });

    it('is the same twice, and too late after another end', async () => {
      const { group, tasks: [a = ''] } = await scene.groupOf(['ASYNC']);
      const cancelled = await scene.start(group);
      expect((await cancel(cancelled)).status).toBe(202);
      const again = await cancel(cancelled);
      expect([again.status, again.body.state]).toEqual([200, 'CANCELLED']);
      const succeeded = await scene.start(group);
      await scene.finish(a, proven(), scene.dispatchesOf(a).length + 1);
      await scene.until(succeeded, 'SUCCEEDED');
      const late = await cancel(succeeded);
      expect([late.status, late.body.code]).toEqual([409, 'ILLEGAL_TRANSITION']);
      expect((await cancel(nowhere)).status).toBe(404);
    });
  });

  describe('retrying', () => {
    it('runs what did not succeed again, in order, in the same group run, and leaves the rest alone', async () => {
      const { group, tasks } = await scene.groupOf(['ASYNC', 'ASYNC', 'SYNC', 'ASYNC']);
      const [a = '', b = '', c = '', d = ''] = tasks;
      const id = await scene.start(group);
      await scene.finish(a);
      await scene.finish(b, broken(false));
      const failed = await scene.until(id, 'FAILED');
      expect(failed.members.map(({ state }) => state)).toEqual(['SUCCEEDED', 'FAILED', 'SKIPPED', 'SKIPPED']);
      expect(await scene.alerts(id)).toMatchObject([{ kind: 'FAILED', state: 'OPEN' }]);

      const first = await retry(id, { 'idempotency-key': 'again' });
      expect([first.status, first.body.id, first.body.reason, first.body.endedAt]).toEqual([202, id, null, null]);
      expect((await retry(id, { 'idempotency-key': 'again' })).status).toBe(200);
      await scene.dispatched(b, 2);
      await scene.tick();
      expect(scene.dispatchesOf(c)).toEqual([]);
      await scene.finish(b, proven(1, { attempt: 2 }), 2);
      await scene.finish(c);
      await scene.finish(d);
      const ended = await scene.until(id, 'SUCCEEDED');
      expect(ended.members.map(({ runId }) => runId)).toEqual(failed.members.map(({ runId }) => runId));
      expect(world.target.dispatches.filter(({ task }) => tasks.includes(task)).map(({ task, attempt }) => [task, attempt]).slice(2)).toEqual([[b, 2], [c, 1], [d, 1]]);
      expect(scene.dispatchesOf(a)).toHaveLength(1);
      expect(await scene.alerts(id)).toMatchObject([{ kind: 'FAILED', state: 'RESOLVED' }]);
    });

    it('also runs one that was cancelled, from its beginning', async () => {
      const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC', 'SYNC']);
      const id = await scene.start(group);
      await scene.dispatched(a);
      await cancel(id);
      expect((await retry(id)).status).toBe(202);
      await scene.dispatched(a, 2);
      expect(await scene.until(id, 'RUNNING')).toMatchObject({ members: [{ task: a }, { state: 'QUEUED' }] });
      await cancel(id);
    });

    it('is refused unless it is FAILED or CANCELLED', async () => {
      const { group, tasks: [a = ''] } = await scene.groupOf(['ASYNC']);
      const id = await scene.start(group);
      const early = await retry(id);
      expect([early.status, early.body.code]).toEqual([409, 'ILLEGAL_TRANSITION']);
      await scene.finish(a);
      await scene.until(id, 'SUCCEEDED');
      expect((await retry(id)).body.code).toBe('ILLEGAL_TRANSITION');
      expect((await retry(nowhere)).status).toBe(404);
    });

    it('of one member brings the group run back, which ends again by its members', async () => {
      const { group, tasks: [a = '', b = ''] } = await scene.groupOf(['ASYNC', 'ASYNC'], { onMemberFailure: 'CONTINUE' });
      const id = await scene.start(group);
      await scene.finish(a, broken(false));
      await scene.finish(b, broken(false));
      const failed = await scene.until(id, 'FAILED');
      await platform.call('POST', `/runs/${failed.members[0]?.runId}/retry`);
      expect(await scene.until(id, 'RUNNING')).toMatchObject({ reason: null, endedAt: null });
      await scene.finish(a, proven(1, { attempt: 2 }), 2);
      expect(await scene.until(id, 'FAILED')).toMatchObject({ reason: 'MEMBER_FAILED', detail: expect.stringContaining(`1 of 2 members did not succeed: ${b} FAILED`) });
      await platform.call('POST', `/runs/${failed.members[1]?.runId}/retry`);
      await scene.finish(b, proven(1, { attempt: 2 }), 2);
      await scene.until(id, 'SUCCEEDED');
      expect(await scene.alerts(id)).toMatchObject([{ kind: 'FAILED', state: 'RESOLVED' }]);
    });
  });

  describe('starting', () => {
    it('by hand makes one group run a key', async () => {
      const { group } = await scene.groupOf(['ASYNC']);
      const start = (body: object) => platform.call<{ id: string; code: string }>('POST', `/task-groups/${group}/runs`, { body, headers: { 'idempotency-key': 'one' } });
      const [first, second] = [await start({ businessDate: '2026-08-04' }), await start({ businessDate: '2026-08-04' })];
      expect([first.status, second.status, second.body]).toEqual([202, 200, first.body]);
      expect((await start({ businessDate: '2026-08-05' })).body.code).toBe('IDEMPOTENCY_CONFLICT');
      expect((await platform.call('POST', '/task-groups/nothing/runs')).status).toBe(404);
    });
  });
});

import type { GroupRun, Page } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import { proven, type PlatformClient } from './support/platform-client.ts';
import { GroupScene } from './support/group-scene.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('a group run that has to wait', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  let scene: GroupScene;
  beforeAll(async () => {
    world = await PlatformWorld.create({ timing: { sweepMs: 600_000 } });
    platform = await world.startNode();
    scene = new GroupScene(platform, world.target);
  });
  afterAll(() => world.close());

  describe('for other runs of its group', () => {
    it('begins when its turn comes, the oldest business date first', async () => {
      const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC']);
      const first = await scene.start(group, { businessDate: '2026-08-10' });
      await scene.dispatched(a);
      const late = await scene.fire(group, { businessDate: '2026-08-09' });
      const early = await scene.fire(group, { businessDate: '2026-08-08' });
      expect([late.outcome, early.outcome]).toEqual(['QUEUED_BEHIND', 'QUEUED_BEHIND']);
      expect(await scene.groupRun(early.groupRunId ?? '')).toMatchObject({ state: 'QUEUED', detail: 'It waits for its turn: another run of the group is active.', members: [{ state: 'QUEUED' }] });
      await scene.finish(a);
      await scene.finish(a, proven(), 2);
      await scene.finish(a, proven(), 3);
      await scene.until(late.groupRunId ?? '', 'SUCCEEDED');
      expect(scene.dispatchesOf(a).map(({ businessDate, groupRunId }) => [businessDate, groupRunId])).toEqual([['2026-08-10', first], ['2026-08-08', early.groupRunId], ['2026-08-09', late.groupRunId]]);
    });

    it('gets the turn however the one before ends', async () => {
      const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC']);
      const ids = [await scene.start(group, { businessDate: '2026-08-01' }), await scene.start(group, { businessDate: '2026-08-02' }), await scene.start(group, { businessDate: '2026-08-03' })];
      await scene.dispatched(a);
      await platform.call('POST', `/group-runs/${ids[0]}/cancel`);
      await scene.dispatched(a, 2);
      await platform.call('POST', `/runs/${scene.dispatchesOf(a)[1]?.runId}/cancel`);
      await scene.until(ids[1] ?? '', 'FAILED');
      await scene.dispatched(a, 3);
      expect((await platform.call<Page<GroupRun>>('GET', `/group-runs?group=${group}`)).body.items.map(({ id, state }) => [id, state === 'QUEUED' ? 'RUNNING' : state])).toEqual([[ids[2], 'RUNNING'], [ids[1], 'FAILED'], [ids[0], 'CANCELLED']]);
      expect((await platform.call<Page<GroupRun>>('GET', `/group-runs?group=${group}&state=CANCELLED&businessDate=2026-08-01`)).body.items.map(({ id }) => id)).toEqual([ids[0]]);
    });

    it('is joined by a firing for the same work while none of its members was dispatched', async () => {
      const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC']);
      await platform.call('POST', `/tasks/${a}/pause`);
      const first = await scene.start(group, { businessDate: '2026-08-04' });
      await scene.tick();
      expect(await scene.fire(group, { businessDate: '2026-08-04' })).toMatchObject({ outcome: 'COALESCED', groupRunId: first });
      const other = await scene.fire(group, { businessDate: '2026-08-04', parameters: { full: true } });
      expect(other.outcome).toBe('QUEUED_BEHIND');
      expect(await scene.fire(group, { businessDate: '2026-08-04', parameters: { full: true } })).toMatchObject({ outcome: 'COALESCED', groupRunId: other.groupRunId });
      await platform.call('POST', `/tasks/${a}/resume`);
      await scene.dispatched(a);
      expect(await scene.fire(group, { businessDate: '2026-08-04' })).toMatchObject({ outcome: 'QUEUED_BEHIND' });
    });

    it('is not let in by something else that happens to its group or its members', async () => {
      const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC', 'ASYNC'], { onMemberFailure: 'CONTINUE' }, { overlap: 'ALLOW' });
      const first = await scene.start(group, { businessDate: '2026-08-01' });
      await scene.dispatched(a);
      const behind = await scene.start(group, { businessDate: '2026-08-02' });
      await platform.call('POST', `/task-groups/${group}/pause`);
      await platform.call('POST', `/task-groups/${group}/resume`);
      await platform.call('POST', `/runs/${(await scene.groupRun(behind)).members[1]?.runId}/cancel`);
      await scene.tick();
      expect(scene.dispatchesOf(a)).toHaveLength(1);
      expect(await scene.groupRun(behind)).toMatchObject({ state: 'QUEUED', members: [{ state: 'QUEUED' }, { state: 'CANCELLED' }] });
      await platform.call('POST', `/group-runs/${first}/cancel`);
      await scene.finish(a, proven(), 2);
      await scene.until(behind, 'FAILED');
    });

    it('is not joined when a person has retried it: its members began before', async () => {
      const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC']);
      const retried = await scene.start(group, { businessDate: '2026-08-01' });
      await scene.dispatched(a);
      await platform.call('POST', `/group-runs/${retried}/cancel`);
      const front = await scene.start(group, { businessDate: '2026-08-02' });
      await scene.dispatched(a, 2);
      await platform.call('POST', `/group-runs/${retried}/retry`);
      expect(await scene.groupRun(retried)).toMatchObject({ state: 'QUEUED', detail: expect.stringContaining('waits for its turn') });
      expect(await scene.fire(group, { businessDate: '2026-08-01' })).toMatchObject({ outcome: 'QUEUED_BEHIND' });
      await platform.call('POST', `/group-runs/${front}/cancel`);
      expect(await scene.dispatched(a, 3)).toBe((await scene.groupRun(retried)).members[0]?.runId);
    });

    it('is one of each date when many fire at once', async () => {
      const { group } = await scene.groupOf(['SYNC']);
      const fired = await Promise.all(Array.from({ length: 20 }, () => scene.fire(group, { businessDate: '2026-08-04' })));
      expect(fired.filter(({ outcome }) => outcome === 'FIRED')).toHaveLength(1);
      expect(new Set(fired.map(({ groupRunId }) => groupRunId)).size).toBeLessThanOrEqual(2);
    });

    it('does not even begin where the group skips what overlaps, and takes over where it says so', async () => {
      const skipping = await scene.groupOf(['SYNC'], { overlap: 'SKIP' });
      await scene.start(skipping.group, { businessDate: '2026-08-01' });
      await scene.dispatched(skipping.tasks[0] ?? '');
      expect(await scene.fire(skipping.group, { businessDate: '2026-08-02' })).toMatchObject({ outcome: 'SKIPPED_OVERLAP', groupRunId: null });

      const pushing = await scene.groupOf(['SYNC', 'SYNC'], { overlap: 'CANCEL_PREVIOUS' });
      const previous = await scene.start(pushing.group, { businessDate: '2026-08-01' });
      const inFlight = await scene.dispatched(pushing.tasks[0] ?? '');
      const next = await scene.fire(pushing.group, { businessDate: '2026-08-02' });
      expect(next.outcome).toBe('FIRED');
      expect(await scene.groupRun(previous)).toMatchObject({ state: 'CANCELLED', reason: 'CANCELLED_BY_OVERLAP', members: [{ state: 'CANCELLED' }, { state: 'SKIPPED' }] });
      await eventually(() => world.target.of(inFlight).some(({ method }) => method === 'DELETE'));
      await scene.dispatched(pushing.tasks[0] ?? '', 2);
    });

    it('does not wait for other dates where the group allows overlap', async () => {
      const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC'], { overlap: 'ALLOW' }, { overlap: 'ALLOW' });
      const first = await scene.start(group, { businessDate: '2026-08-01' });
      await scene.start(group, { businessDate: '2026-08-02' });
      await scene.dispatched(a, 2);
      expect(await scene.fire(group, { businessDate: '2026-08-01' })).toMatchObject({ outcome: 'QUEUED_BEHIND' });
      await platform.call('POST', `/group-runs/${first}/cancel`);
      await scene.dispatched(a, 3);
    });
  });

  describe('for a task of one of its members', () => {
    it('says which task is paused, and goes on when it is resumed', async () => {
      const { group, tasks: [a = '', b = ''] } = await scene.groupOf(['ASYNC', 'ASYNC']);
      await platform.call('POST', `/tasks/${b}/pause`);
      const id = await scene.start(group);
      await scene.finish(a);
      await scene.untilGroup(id, ({ members, detail }) => members[0]?.state === 'SUCCEEDED' && detail === `It waits for a member whose task is paused: ${b}.`);
      await scene.tick();
      expect(scene.dispatchesOf(b)).toEqual([]);
      await platform.call('POST', `/tasks/${b}/resume`);
      await scene.finish(b);
      await scene.until(id, 'SUCCEEDED');
    });

    it('takes its place in the queue of the task, whatever else runs there', async () => {
      const task = await scene.task('shared', { overlap: 'SKIP' });
      const alone = await platform.call<{ runId: string }>('POST', `/tasks/${task}/runs`, { body: { businessDate: '2026-08-01' } });
      await scene.dispatched(task);
      const id = await scene.start(await scene.group([[task, 'SYNC']]), { businessDate: '2026-08-02' });
      await scene.untilGroup(id, ({ detail }) => detail === `It waits for a member that waits behind another run of the same task: ${task}.`);
      await platform.report(alone.body.runId, proven());
      await scene.finish(task, proven(), 2);
      await scene.until(id, 'SUCCEEDED');
    });

    it('does not hold up the task while the group holds the member back', async () => {
      const [first, second] = [await scene.task('first'), await scene.task('second')];
      const id = await scene.start(await scene.group([[first, 'SYNC'], [second, 'SYNC']]));
      await scene.dispatched(first);
      const fire = async (body: object) => (await platform.call<{ outcome: string }>('POST', `/tasks/${second}/runs`, { body })).body.outcome;
      // The very same work is joined; other work of the task goes its way.
      expect([await fire({}), await fire({ businessDate: '2026-08-04' })]).toEqual(['COALESCED', 'FIRED']);
      await scene.finish(second);
      await scene.finish(first);
      await scene.finish(second, proven(), 2);
      await scene.until(id, 'SUCCEEDED');
    });

    it('takes the place of other runs of the task where the task says so', async () => {
      const task = await scene.task('pushing', { overlap: 'CANCEL_PREVIOUS' });
      const { body: { runId } } = await platform.call<{ runId: string }>('POST', `/tasks/${task}/runs`);
      await scene.dispatched(task);
      const id = await scene.start(await scene.group([[task, 'SYNC']]));
      await scene.finish(task, proven(), 2);
      await scene.until(id, 'SUCCEEDED');
      expect(await platform.run(runId)).toMatchObject({ state: 'CANCELLED', reason: 'CANCELLED_BY_OVERLAP' });
    });
  });

  describe('because its group is paused', () => {
    it('begins no member, takes no place in the queue of a task, skips what fires meanwhile, and goes on when it is resumed', async () => {
      const { group, tasks: [a = '', b = ''] } = await scene.groupOf(['SYNC', 'SYNC']);
      const id = await scene.start(group);
      await scene.dispatched(a);
      expect((await platform.call<{ paused: boolean }>('POST', `/task-groups/${group}/pause`)).body.paused).toBe(true);
      expect(await scene.fire(group)).toMatchObject({ outcome: 'SKIPPED_PAUSED', groupRunId: null });
      await scene.finish(a);
      await scene.untilGroup(id, ({ members, detail }) => members[0]?.state === 'SUCCEEDED' && detail === 'The group is paused.');
      await scene.tick();
      expect(scene.dispatchesOf(b)).toEqual([]);
      expect((await platform.call<{ outcome: string }>('POST', `/tasks/${b}/runs`, { body: { businessDate: '2026-08-04' } })).body.outcome).toBe('FIRED');
      await scene.finish(b);
      expect((await platform.call<{ paused: boolean }>('POST', `/task-groups/${group}/resume`)).body.paused).toBe(false);
      await scene.finish(b, proven(), 2);
      await scene.until(id, 'SUCCEEDED');
    });
  });
});

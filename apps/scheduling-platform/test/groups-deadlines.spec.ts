import { eventually } from '@syncline/test-kit';
import { broken, proven, type PlatformClient } from './support/platform-client.ts';
import { GroupScene } from './support/group-scene.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('deadlines and alerts of groups', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  let scene: GroupScene;
  beforeAll(async () => {
    world = await PlatformWorld.create({ timing: { sweepMs: 600_000 } });
    platform = await world.startNode();
    scene = new GroupScene(platform, world.target);
  });
  afterAll(() => world.close());

  const past = { overdueAt: { time: '00:00', timeZone: 'Europe/London' } };

  it('find a group run overdue that never had the turn, once, and resolve when it succeeds', async () => {
    const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC'], { deadlines: { ...past, overdueAfter: 'PT1H' } });
    await scene.start(group, { businessDate: '2999-01-01' });
    await scene.dispatched(a);
    const late = await scene.start(group, { businessDate: '2026-08-04' });
    await eventually(async () => (await scene.alerts(late)).length > 0);
    const open = { kind: 'OVERDUE', state: 'OPEN', group, task: null, businessDate: '2026-08-04', runId: null, detail: 'The group run is overdue; it is QUEUED and waits for its turn.' };
    expect(await scene.alerts(late)).toMatchObject([open]);
    await scene.finish(a);
    await scene.finish(a, proven(), 2);
    await scene.until(late, 'SUCCEEDED');
    expect(await scene.alerts(late)).toMatchObject([{ kind: 'OVERDUE', state: 'RESOLVED' }]);
  });

  it('resolve an overdue one when it is cancelled', async () => {
    const { group } = await scene.groupOf(['SYNC'], { deadlines: past });
    const id = await scene.start(group, { businessDate: '2026-08-04' });
    await eventually(async () => (await scene.alerts(id)).length > 0);
    await platform.call('POST', `/group-runs/${id}/cancel`);
    expect(await scene.alerts(id)).toMatchObject([{ kind: 'OVERDUE', state: 'RESOLVED' }]);
  });

  it('end a group run by its last deadline, with its members', async () => {
    const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC', 'SYNC'], { deadlines: { failAfter: 'PT1S' } });
    const id = await scene.start(group);
    const inFlight = await scene.dispatched(a);
    const ended = await scene.until(id, 'FAILED');
    expect(ended).toMatchObject({ reason: 'DEADLINE_EXCEEDED', members: [{ state: 'CANCELLED' }, { state: 'SKIPPED' }] });
    expect(await platform.run(inFlight)).toMatchObject({ reason: 'GROUP_STOPPED' });
    expect(await platform.run(ended.members[1]?.runId ?? '')).toMatchObject({ reason: 'GROUP_STOPPED' });
    await eventually(() => world.target.of(inFlight).some(({ method }) => method === 'DELETE'));
    expect(await scene.alerts(id)).toMatchObject([{ kind: 'FAILED', state: 'OPEN', detail: expect.stringContaining('deadline') }]);
  });

  it('let members meet their own, counted from the beginning of the group run', async () => {
    const [first, second] = [await scene.task('first'), await scene.task('second', { deadlines: { failAfter: 'PT1S' } })];
    const id = await scene.start(await scene.group([[first, 'SYNC'], [second, 'SYNC']]));
    await scene.dispatched(first);
    const { members } = await scene.untilGroup(id, ({ members: [, held] }) => held?.state === 'FAILED');
    expect(await platform.run(members[1]?.runId ?? '')).toMatchObject({ reason: 'DEADLINE_EXCEEDED', dispatches: 0 });
    await scene.finish(first);
    expect(await scene.until(id, 'FAILED')).toMatchObject({ reason: 'MEMBER_FAILED' });
  });

  it('start anew when a person retries', async () => {
    const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC'], { deadlines: { failAfter: 'PT2S' } });
    const id = await scene.start(group);
    await scene.until(id, 'FAILED');
    await platform.call('POST', `/group-runs/${id}/retry`);
    await scene.dispatched(a, 2);
    expect(await scene.until(id, 'FAILED')).toMatchObject({ reason: 'DEADLINE_EXCEEDED' });
    expect(await scene.alerts(id)).toHaveLength(1);
  });

  it('make a failure good by a later group run of the same group and date, and by no other', async () => {
    const { group, tasks: [a = ''] } = await scene.groupOf(['SYNC']);
    const failed = await scene.start(group, { businessDate: '2026-08-04' });
    await scene.finish(a, broken(false));
    await scene.until(failed, 'FAILED');
    const other = await scene.start(group, { businessDate: '2026-08-05' });
    await scene.finish(a, proven(), 2);
    await scene.until(other, 'SUCCEEDED');
    expect(await scene.alerts(failed)).toMatchObject([{ kind: 'FAILED', state: 'OPEN' }]);
    const later = await scene.start(group, { businessDate: '2026-08-04' });
    await scene.finish(a, proven(), 3);
    await scene.until(later, 'SUCCEEDED');
    expect(await scene.alerts(failed)).toMatchObject([{ kind: 'FAILED', state: 'RESOLVED' }]);
  });
});

import type { Alert } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import { aTask, proven, running, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('deadlines and alerts', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
  });
  afterAll(() => world.close());

  const past = { overdueAt: { time: '00:00', timeZone: 'Europe/London' } };

  it('finds a run overdue that was never dispatched', async () => {
    const task = aTask(world.target.url, { deadlines: past });
    await platform.startRun(task, { businessDate: '2999-01-01' });
    const { body } = await platform.call<{ runId: string }>('POST', `/tasks/${task.name}/runs`, { body: { businessDate: '2026-08-04' } });
    await eventually(async () => (await platform.alerts(body.runId)).length > 0);
    expect(await platform.run(body.runId)).toMatchObject({ state: 'QUEUED', dispatches: 0, nextDispatchAt: null });
    expect(await platform.alerts(body.runId)).toMatchObject([{ kind: 'OVERDUE', state: 'OPEN', task: task.name, businessDate: '2026-08-04', detail: expect.stringContaining('never dispatched') }]);
    await platform.call('POST', `/runs/${body.runId}/cancel`);
    expect(await platform.alerts(body.runId)).toMatchObject([{ kind: 'OVERDUE', state: 'RESOLVED' }]);
  });

  it('raises one alert a run and resolves it when the run succeeds', async () => {
    const runId = await platform.startRun(aTask(world.target.url, { deadlines: { ...past, overdueAfter: 'PT1H' } }), { businessDate: '2026-08-04' });
    await platform.until(runId, 'RUNNING');
    await eventually(async () => (await platform.alerts(runId)).length === 1);
    await eventually(() => platform.node.log.lines().some((line) => line.runId === runId && line.kind === 'OVERDUE'));
    await platform.report(runId, proven());
    expect(await platform.alerts(runId)).toMatchObject([{ kind: 'OVERDUE', state: 'RESOLVED', resolvedAt: expect.any(String) }]);
  });

  it('ends a run by its last deadline', async () => {
    const runId = await platform.startRun(aTask(world.target.url, { deadlines: { failAfter: 'PT1S' } }));
    expect(await platform.until(runId, 'FAILED')).toMatchObject({ reason: 'DEADLINE_EXCEEDED', nextDispatchAt: null });
    expect(await platform.alerts(runId)).toMatchObject([{ kind: 'FAILED', state: 'OPEN' }]);
  });

  it('is called silent once nothing new was reported for too long, and no more at the next report', async () => {
    const runId = await platform.startRun(aTask(world.target.url, { deadlines: { silentAfter: 'PT1S' } }));
    await platform.until(runId, 'RUNNING');
    const silences = async () => (await platform.alerts(runId)).map(({ kind, state }) => `${kind} ${state}`);
    await eventually(async () => (await silences()).length > 0);
    expect(await silences()).toEqual(['SILENT OPEN']);
    // Being called again is no word of the target; a report with a higher sequence is.
    await eventually(async () => (await platform.run(runId)).dispatches >= 3);
    expect(await silences()).toEqual(['SILENT OPEN']);
    await platform.report(runId, running(1));
    expect(await silences()).toEqual(['SILENT RESOLVED']);
    await eventually(async () => (await silences()).length > 1);
    expect((await silences()).sort()).toEqual(['SILENT OPEN', 'SILENT RESOLVED']);
    await platform.report(runId, proven());
    expect(await silences()).toEqual(['SILENT RESOLVED', 'SILENT RESOLVED']);
    expect((await platform.events(runId)).filter(({ kind }) => kind === 'SILENT')).toHaveLength(2);
  });

  it('meets no deadline once it has ended', async () => {
    const runId = await platform.startRun(aTask(world.target.url, { deadlines: { failAfter: 'PT1S', overdueAfter: 'PT1S' } }));
    await platform.until(runId, 'RUNNING');
    await platform.report(runId, proven());
    const later = await platform.startRun(aTask(world.target.url, { deadlines: { failAfter: 'PT1S' } }));
    await platform.until(later, 'FAILED');
    expect((await platform.run(runId)).state).toBe('SUCCEEDED');
    expect(await platform.alerts(runId)).toEqual([]);
  });

  it('is made good by a later run of the same task and date, and by no other', async () => {
    const task = aTask(world.target.url);
    const run = async (businessDate: string, report: object): Promise<string> => {
      const runId = await platform.startRun(task, { businessDate });
      await platform.until(runId, 'RUNNING');
      await platform.report(runId, report);
      return runId;
    };
    const failed = await run('2026-08-04', proven(1, { reconciliation: null }));
    await run('2026-08-05', proven());
    expect(await platform.alerts(failed)).toMatchObject([{ state: 'OPEN' }]);
    await run('2026-08-04', proven());
    expect(await platform.alerts(failed)).toMatchObject([{ state: 'RESOLVED' }]);
  });

  it('remembers who is at it', async () => {
    const runId = await platform.startRun(aTask(world.target.url));
    await platform.until(runId, 'RUNNING');
    await platform.report(runId, proven(1, { reconciliation: null }));
    const [alert] = await platform.alerts(runId);
    const acknowledge = () => platform.call<Alert & { code: string }>('POST', `/alerts/${alert?.id}/acknowledge`);
    const first = await acknowledge();
    expect(first.body).toMatchObject({ state: 'ACKNOWLEDGED', acknowledgedBy: 'urn:syncline:operator#operator' });
    expect((await acknowledge()).body).toEqual(first.body);
    expect((await platform.call<Alert>('GET', `/alerts/${alert?.id}`)).body).toEqual(first.body);
    await platform.call('POST', `/runs/${runId}/retry`);
    await platform.until(runId, 'RUNNING');
    await platform.report(runId, proven(1, { attempt: 2 }));
    expect((await acknowledge()).body.code).toBe('ILLEGAL_TRANSITION');
  });
});

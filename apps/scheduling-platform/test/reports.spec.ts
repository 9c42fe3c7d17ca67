import { eventually } from '@syncline/test-kit';
import { aTask, broken, proven, running, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

const UNKNOWN = '01890000-0000-7000-8000-000000000000';
const mismatched = { result: 'MISMATCHED', checks: [{ file: 'cities', check: 'rows', expected: '3', actual: '2', matched: false }] };

describe('reports', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
  });
  afterAll(() => world.close());

  const started = async (changes: object = {}): Promise<string> => {
    const runId = await platform.startRun(aTask(world.target.url, changes));
    await platform.until(runId, 'RUNNING');
    return runId;
  };
  const say = async (runId: string, report: object): Promise<string> => {
    const { status, body } = await platform.report(runId, report);
    return status === 200 ? (body.applied ? body.runState : (body.reason ?? '')) : `${status} ${body.code}`;
  };

  it('are refused for an unknown run, an unknown field, and by a stranger', async () => {
    const runId = await started();
    expect(await say(UNKNOWN, running())).toBe('404 NOT_FOUND');
    expect(await say(runId, running(1, { mood: 'fine' }))).toBe('400 VALIDATION_FAILED');
    const token = await world.operator.token({ audience: 'scheduling-platform', scope: 'runs:report' });
    const stranger = await platform.call<{ code: string }>('POST', `/runs/${runId}/reports`, { body: proven(), token });
    expect([stranger.status, stranger.body.code]).toEqual([403, 'NOT_THE_REPORTER']);
    expect((await platform.run(runId)).state).toBe('RUNNING');
  });

  it('are refused for a run that was never dispatched, and for attempts there are not', async () => {
    const waiting = await platform.startRun(aTask('http://127.0.0.1:1/jobs', { priority: -1 }));
    await eventually(async () => (await platform.run(waiting)).dispatches > 0);
    const runId = await started();
    expect(await say(runId, proven(1, { attempt: 2 }))).toBe('409 UNKNOWN_ATTEMPT');
    const name = aTask(world.target.url);
    const first = await platform.startRun(name);
    const { body } = await platform.call<{ runId: string; outcome: string }>('POST', `/tasks/${name.name}/runs`, { body: { businessDate: '2026-08-05' } });
    expect(body.outcome).toBe('QUEUED_BEHIND');
    expect(await say(body.runId, proven())).toBe('409 UNKNOWN_ATTEMPT');
    await platform.call('POST', `/runs/${first}/cancel`);
  });

  it('are ordered by their sequence', async () => {
    const runId = await started();
    expect(await say(runId, running(5))).toBe('RUNNING');
    expect(await say(runId, running(5))).toBe('DUPLICATE');
    expect(await say(runId, running(5, { detail: 'else' }))).toBe('409 SEQUENCE_CONFLICT');
    expect(await say(runId, running(4, { detail: 'late' }))).toBe('OUT_OF_ORDER');
    expect((await platform.run(runId)).detail).toBeNull();
    expect(await say(runId, proven(3))).toBe('SUCCEEDED');
  });

  it('may count in milliseconds: a sequence is as large as it likes, and an error code has the form its target gave it', async () => {
    const runId = await started();
    expect(await say(runId, running(1_790_000_000_000))).toBe('RUNNING');
    expect(await say(runId, running(1_790_000_000_000))).toBe('DUPLICATE');
    expect(await say(runId, broken(false, { sequence: 1_790_000_000_001, error: { code: 'disk.full', message: 'no space', retryable: false } }))).toBe('FAILED');
    expect((await platform.run(runId)).reason).toBe('disk.full');
  });

  it('change nothing after the end', async () => {
    const runId = await started();
    expect(await say(runId, proven())).toBe('SUCCEEDED');
    const ended = await platform.run(runId);
    expect(await say(runId, proven())).toBe('TERMINAL');
    expect(await say(runId, proven(10))).toBe('TERMINAL');
    expect(await say(runId, running(11))).toBe('TERMINAL');
    expect(await say(runId, broken(false))).toBe('409 ILLEGAL_TRANSITION');
    expect(await platform.run(runId)).toEqual(ended);
    expect((await platform.events(runId))[0]).toMatchObject({ kind: 'REPORT_REFUSED', data: { code: 'ILLEGAL_TRANSITION' } });
  });

  it('are applied once when fifty equal ones come at once', async () => {
    const runId = await started();
    const progress = await Promise.all(Array.from({ length: 50 }, () => say(runId, running(1))));
    expect([progress.filter((word) => word === 'RUNNING').length, progress.filter((word) => word === 'DUPLICATE').length]).toEqual([1, 49]);
    const ends = await Promise.all(Array.from({ length: 50 }, () => say(runId, proven(2))));
    expect([ends.filter((word) => word === 'SUCCEEDED').length, ends.filter((word) => word === 'TERMINAL').length]).toEqual([1, 49]);
    expect((await platform.events(runId)).filter(({ kind }) => kind === 'REPORTED')).toHaveLength(2);
  });

  it('cannot call a sync proven that they contradict', async () => {
    const runId = await started();
    const unproven = { result: 'MATCHED', checks: mismatched.checks };
    expect(await say(runId, proven(1, { reconciliation: unproven }))).toBe('422 INCONSISTENT_REPORT');
    expect(await say(runId, proven(1, { reconciliation: { result: 'MATCHED', checks: [] } }))).toBe('422 INCONSISTENT_REPORT');
    expect((await platform.run(runId)).state).toBe('RUNNING');
    expect((await platform.events(runId))[0]).toMatchObject({ kind: 'REPORT_REFUSED', data: { code: 'INCONSISTENT_REPORT', report: { sequence: 1 } } });
    expect(await say(runId, proven(1))).toBe('SUCCEEDED');
  });

  it.each<[string, object, string, string]>([
    ['without a reconciliation', { reconciliation: null }, 'RECONCILIATION_MISSING', 'FAILED'],
    ['with a mismatch', { reconciliation: mismatched }, 'RECONCILIATION_MISMATCH', 'MISMATCH'],
  ])('of success %s fail the run and raise one alert', async (_, changes, reason, alert) => {
    const runId = await started();
    expect(await say(runId, proven(1, changes))).toBe('FAILED');
    expect(await platform.run(runId)).toMatchObject({ state: 'FAILED', reason, nextDispatchAt: null });
    expect((await platform.alerts(runId)).map(({ kind, state }) => [kind, state])).toEqual([[alert, 'OPEN']]);
    await eventually(() => platform.node.log.lines().some((line) => line.runId === runId && line.kind === alert));
  });

  it('lead to the next attempt with a new key, until there are no more', async () => {
    const runId = await started({ retry: { maxAttempts: 2, initial: 'PT1S', max: 'PT1S' } });
    expect(await say(runId, broken(true))).toBe('WAITING_RETRY');
    expect(await say(runId, running(10))).toBe('TERMINAL');
    await eventually(() => world.target.of(runId).some(({ key }) => key === `${runId}/2`));
    await platform.until(runId, 'RUNNING');
    expect(await say(runId, broken(true))).toBe('409 STALE_ATTEMPT');
    expect(await say(runId, broken(true, { attempt: 2 }))).toBe('FAILED');
    expect(await platform.run(runId)).toMatchObject({ attempt: 2, reason: 'ATTEMPTS_EXHAUSTED' });
    expect((await platform.alerts(runId)).map(({ kind }) => kind)).toEqual(['EXHAUSTED']);
  });

  it('may come before the answer to the dispatch, which then undoes nothing', async () => {
    let answer: () => void = () => undefined;
    world.target.answer = () => ({ status: 202, after: new Promise<void>((resolve) => (answer = resolve)) });
    const runId = await platform.startRun(aTask(world.target.url));
    await eventually(() => world.target.of(runId).length === 1);
    expect(await say(runId, proven())).toBe('SUCCEEDED');
    const ended = await platform.run(runId);
    world.target.answer = () => ({ status: 202 });
    answer();
    await eventually(() => platform.node.log.lines().some((line) => line.runId === runId && String(line.msg).includes('too late')));
    expect(await platform.run(runId)).toEqual(ended);
  });

  it('count when they are the answer to a dispatch', async () => {
    world.target.answer = () => ({ status: 200, body: { ...proven(1), mood: 'fine' } });
    const runId = await platform.startRun(aTask(world.target.url));
    await platform.until(runId, 'SUCCEEDED');
    world.target.answer = () => ({ status: 202 });
  });
});

import { randomUUID } from 'node:crypto';
import { AlertKind, type Alert } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import type { ResolveCause } from '../src/alerts/domain/alert-request.ts';
import { aTask, proven, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';
import { aRequest, raise, resolve } from './support/raise-alerts.ts';

describe('alerts', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
  });
  afterAll(() => world.close());

  const read = async (id: string | undefined): Promise<Alert> => (await platform.call<Alert>('GET', `/alerts/${id}`)).body;
  const acknowledge = (id: string | undefined) => platform.call<Alert & { code: string }>('POST', `/alerts/${id}/acknowledge`);

  it('stand open once for a kind and a subject, however many raise it at once', async () => {
    const request = aRequest();
    const again = { ...request, detail: 'The same, said otherwise.' };
    await Promise.all(Array.from({ length: 8 }, () => raise(platform, request, again, aRequest())));
    expect(await raise(platform, request)).toHaveLength(1);
    expect(await raise(platform, { ...request, kind: 'OVERDUE' })).toHaveLength(1);
  });

  it('stand open anew after they were resolved', async () => {
    const request = aRequest();
    const [first] = await raise(platform, request);
    await resolve(platform, { cause: 'RUN_SUCCEEDED', runId: request.subject.id });
    expect(await raise(platform, request)).toMatchObject([{ state: 'OPEN' }, { id: first?.id, state: 'RESOLVED' }]);
  });

  it.each([
    ['RUN', { runId: expect.any(String), groupRunId: null, occurrenceId: null }],
    ['GROUP_RUN', { runId: null, groupRunId: expect.any(String), occurrenceId: null }],
    ['OCCURRENCE', { runId: null, groupRunId: null, occurrenceId: expect.any(String) }],
  ] as const)('are about a %s', async (kind, subject) => {
    const [alert] = await raise(platform, aRequest({ subject: { kind, id: randomUUID() }, group: 'nightly' }));
    expect(alert).toMatchObject({ ...subject, task: 'sync-cities', group: 'nightly', businessDate: '2026-08-04', state: 'OPEN', acknowledgedAt: null, resolvedAt: null });
  });

  it('keep a detail of any text, and the beginning of one that is too long', async () => {
    const [hostile, long] = await raise(platform, aRequest({ detail: `'; DROP TABLE alerts; --\r\n"{}\u2028𝄞` }), aRequest({ detail: '𝄞'.repeat(5_000) }));
    expect(hostile?.detail).toBe(`'; DROP TABLE alerts; --\r\n"{}\u2028𝄞`);
    expect(long?.detail?.length).toBeLessThanOrEqual(1_000);
    expect(long?.detail).toMatch(/…$/);
  });

  // What each cause resolves of its own subject: the table of the contract, written down a second time.
  it.each<[ResolveCause['cause'], AlertKind[]]>([
    ['RUN_REPORTED', ['SILENT']],
    ['RUN_ENDED', ['SILENT']],
    ['RUN_CANCELLED', ['OVERDUE', 'SILENT']],
    ['RUN_SUCCEEDED', ['OVERDUE', 'SILENT', 'FAILED', 'EXHAUSTED', 'MISMATCH']],
    ['GROUP_RUN_CANCELLED', ['OVERDUE']],
    ['GROUP_RUN_SUCCEEDED', ['OVERDUE', 'FAILED', 'EXHAUSTED', 'MISMATCH']],
  ])('are resolved by %s: %j', async (cause, kinds) => {
    const subject = { kind: cause.startsWith('GROUP') ? ('GROUP_RUN' as const) : ('RUN' as const), id: randomUUID() };
    await raise(platform, ...AlertKind.options.map((kind) => aRequest({ kind, subject })));
    await resolve(platform, { cause, runId: randomUUID(), groupRunId: randomUUID() } as unknown as ResolveCause);
    const states = async () => (await raise(platform, ...AlertKind.options.map((kind) => aRequest({ kind, subject })))).filter(({ state }) => state === 'RESOLVED').map(({ kind }) => kind);
    expect(await states()).toEqual([]);
    await resolve(platform, { cause, runId: subject.id, groupRunId: subject.id } as unknown as ResolveCause);
    expect((await states()).sort()).toEqual([...kinds].sort());
  });

  it('of what was not received resolve when it comes, and not when something else does', async () => {
    const occurrence = () => ({ kind: 'OCCURRENCE' as const, id: randomUUID() });
    const missing = aRequest({ kind: 'NOT_RECEIVED', subject: occurrence(), task: 'waits', expected: 'EXPECTED:one' });
    const alerts = await raise(platform, missing, { ...missing, subject: occurrence(), expected: 'EXPECTED:another' });
    await resolve(platform, { cause: 'RECEIVED', expected: 'EXPECTED:one' });
    expect(await Promise.all(alerts.map(async ({ id }) => (await read(id)).state))).toEqual(['RESOLVED', 'OPEN']);
  });

  it('of a failure are not made good by the retry of an earlier run', async () => {
    const task = aTask(world.target.url);
    const fail = async (): Promise<string> => {
      const runId = await platform.startRun(task, { businessDate: '2026-08-04' });
      await platform.until(runId, 'RUNNING');
      await platform.report(runId, proven(1, { reconciliation: null }));
      return runId;
    };
    const [first, second] = [await fail(), await fail()];
    await platform.call('POST', `/runs/${first}/retry`);
    await platform.until(first, 'RUNNING');
    await platform.report(first, proven(1, { attempt: 2 }));
    await platform.until(first, 'SUCCEEDED');
    expect(await platform.alerts(first)).toMatchObject([{ state: 'RESOLVED' }]);
    expect(await platform.alerts(second)).toMatchObject([{ state: 'OPEN' }]);
  });

  it('of a missed firing are closed by whoever acknowledges them, and stay that person’s', async () => {
    const [alert] = await raise(platform, aRequest({ kind: 'MISFIRED', subject: { kind: 'OCCURRENCE', id: randomUUID() } }));
    const first = await acknowledge(alert?.id);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ state: 'RESOLVED', acknowledgedBy: 'urn:syncline:operator#operator' });
    expect(first.body.resolvedAt).toBe(first.body.acknowledgedAt);
    expect(await acknowledge(alert?.id)).toMatchObject({ status: 200, body: first.body });
    expect(await read(alert?.id)).toEqual(first.body);
  });

  it('cannot be acknowledged once they have resolved by themselves, nor where there are none', async () => {
    const request = aRequest();
    const [alert] = await raise(platform, request);
    await acknowledge(alert?.id);
    await resolve(platform, { cause: 'RUN_SUCCEEDED', runId: request.subject.id });
    expect(await read(alert?.id)).toMatchObject({ state: 'RESOLVED', acknowledgedBy: 'urn:syncline:operator#operator' });
    expect(await acknowledge(alert?.id)).toMatchObject({ status: 409, body: { code: 'ILLEGAL_TRANSITION' } });
    expect(await acknowledge(randomUUID())).toMatchObject({ status: 404 });
  });

  it('are found by state and kind, newest first, page by page', async () => {
    const raised = await raise(platform, ...Array.from({ length: 5 }, () => aRequest({ kind: 'SILENT' })));
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const path: string = `/alerts?state=OPEN&kind=SILENT&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`;
      const { body } = await platform.call<{ items: Alert[]; nextCursor: string | null }>('GET', path);
      ids.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(ids.filter((id) => raised.some((alert) => alert.id === id))).toEqual(raised.map(({ id }) => id).sort().reverse());
    expect((await platform.call('GET', '/alerts?kind=LATE')).status).toBe(400);
  });

  it('are in the log once they have committed', async () => {
    const request = aRequest();
    await raise(platform, request, request);
    await resolve(platform, { cause: 'RUN_SUCCEEDED', runId: request.subject.id });
    const lines = await eventually(() => platform.node.log.lines().filter((line) => String(line['msg']).startsWith('alert FAILED') && [line['runId'], line['alertId']].includes(request.subject.id)));
    expect(lines).toMatchObject([{ level: 'error', task: 'sync-cities', businessDate: '2026-08-04' }]);
  });
});

import { ConsumerStandIn, PlatformStandIn } from '../src/index.ts';

let platform: PlatformStandIn;
let consumer: ConsumerStandIn;

beforeEach(async () => {
  platform = await PlatformStandIn.start();
  consumer = await ConsumerStandIn.start({ trusted: [{ issuer: platform.identity.issuer, jwksUri: platform.jwksUri }] });
  platform.trust({ issuer: consumer.identity.issuer, jwksUri: consumer.jwksUri });
});

afterEach(async () => {
  await Promise.all([platform.stop(), consumer.stop()]);
});

const target = () => ({ url: `${consumer.url}/api/v1/sync-jobs` });

describe('a dispatch between the platform and the consumer', () => {
  it('ends proven, by a token and a key that the consumer accepts', async () => {
    const { end, runId } = await platform.dispatch(target(), { businessDate: '2026-08-04', everyMs: 50 });
    expect(end).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
    await consumer.played();
    expect(consumer.effects).toMatchObject([{ key: `${runId}/1`, dispatch: { runId, businessDate: '2026-08-04' } }]);
    expect(consumer.reports.map(({ report, statuses }) => [report.state, statuses])).toEqual([
      ['RUNNING', [200]],
      ['SUCCEEDED', [200]],
    ]);
    expect([...consumer.record.refused, ...platform.record.refused]).toEqual([]);
  });

  it('is made once however often it is sent', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    consumer.script = () => [{ report: { state: 'RUNNING' } }, { report: { state: 'FAILED', error: { code: 'NO', message: 'no', retryable: true } }, after: held }];
    const outcome = platform.dispatch(target(), { everyMs: 10 });
    while (consumer.record.of('dispatchSyncJob').length < 3) await consumer.record.next();
    release();
    expect((await outcome).end).toMatchObject({ state: 'FAILED', error: { retryable: true } });
    expect(consumer.effects).toHaveLength(1);
    expect(consumer.effects[0]?.dispatches).toBeGreaterThanOrEqual(3);
  });

  it('goes on in the same attempt when the target is away for a while', async () => {
    consumer.faults.inject('dispatchSyncJob', { kind: 'status', status: 503 }, 1);
    consumer.faults.inject('dispatchSyncJob', { kind: 'drop' }, 1);
    consumer.faults.inject('dispatchSyncJob', { kind: 'drop', afterWork: true }, 1);
    const { statuses, end } = await platform.dispatch(target(), { everyMs: 10 });
    expect(statuses.slice(0, 3)).toEqual([503, 0, 0]);
    expect(end.state).toBe('SUCCEEDED');
    expect(consumer.effects).toHaveLength(1);
  });

  it('is called back until the report is acknowledged', async () => {
    platform.faults.inject('reportRun', { kind: 'status', status: 503 }, 1);
    await platform.dispatch(target(), { everyMs: 50 });
    await consumer.played();
    expect(consumer.reports[0]?.statuses).toEqual([503, 200]);
  });

  it('ends when the target rejects it', async () => {
    await expect(platform.dispatch({ ...target(), scope: 'files:read' })).rejects.toThrow(/403.*INSUFFICIENT_SCOPE/);
    await expect(platform.dispatch({ ...target(), audience: 'data-provider' })).rejects.toThrow(/401/);
    expect(consumer.effects).toEqual([]);
    expect(consumer.record.refused).toHaveLength(2);
  });

  it('refuses another body under the same key', async () => {
    const { runId } = await platform.dispatch(target(), { businessDate: '2026-08-04' });
    await expect(platform.dispatch(target(), { runId, businessDate: '2026-08-05' })).rejects.toThrow(/IDEMPOTENCY_CONFLICT/);
  });
});

import type { Alert, FileSync, Run, VerifyResult } from '@syncline/contract';
import { eventually, type TestIdentity } from '@syncline/test-kit';
import { DATES } from './golden-table.ts';

export const TASK = 'sync-positions';
export const FILE = 'positions';

/** Fires when the provider has closed this date, and no other. */
export const onClose = (date: string) => ({
  kind: 'message', type: 'io.syncline.business-date.closed', source: 'data-provider', filter: { '/data/reason': 'CLOSE', '/data/businessDate': date }, businessDate: '/data/businessDate',
});

/** What an operator does, over HTTP and with an operator's token. */
export class Client {
  constructor(
    private readonly urls: Readonly<Record<'scheduling-platform' | 'data-provider' | 'data-consumer', string>> & { readonly 'data-provider-2'?: string },
    private readonly operator: TestIdentity,
    private readonly sourceUrl: string,
  ) {}

  /** The file and the task of these tests; small pauses, so that a fault is met and mended within seconds. */
  async define(): Promise<void> {
    await this.call('data-consumer', 'PUT', `/files/${FILE}`, 'files:write', {
      name: FILE,
      source: { url: this.sourceUrl, dataset: 'positions', auth: { kind: 'service-jwt', audience: 'data-provider', scope: 'extracts:read' } },
      target: { table: 'positions', apply: 'MERGE' },
    });
    await this.call('scheduling-platform', 'PUT', `/tasks/${TASK}`, 'tasks:write', {
      name: TASK,
      target: { urls: [`${this.urls['data-consumer']}/api/v1/sync-jobs`], timeout: 'PT5S', auth: { kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' } },
      triggers: [DATES.first, DATES.second, DATES.third].map(onClose),
      redispatchEvery: 'PT2S',
      retry: { maxAttempts: 5, initial: 'PT1S', factor: 2, max: 'PT4S' },
    });
  }

  async close(date: string, provider: 'data-provider' | 'data-provider-2' = 'data-provider'): Promise<void> {
    await this.call(provider, 'POST', `/business-dates/${date}/close`, 'business-dates:close');
  }

  async run(date: string): Promise<Run> {
    return eventually(async () => {
      const { items } = await this.call<{ items: Run[] }>('scheduling-platform', 'GET', `/runs?task=${TASK}&businessDate=${date}`, 'runs:read');
      return items[0] ?? false;
    }, { within: 60_000 });
  }

  async runInState(date: string, states: readonly Run['state'][], within = 90_000): Promise<Run> {
    return eventually(async () => {
      const run = await this.run(date);
      if (!states.includes(run.state)) throw new Error(`the run of ${date} is ${run.state} ${run.reason ?? ''} ${run.detail ?? ''}`);
      return run;
    }, { within });
  }

  /** Closes a date and waits for the end of its run. */
  async sync(date: string): Promise<Run> {
    await this.close(date);
    return this.runInState(date, ['SUCCEEDED', 'FAILED', 'CANCELLED']);
  }

  async runAgain(date: string): Promise<Run> {
    const before = await this.run(date);
    await this.call('scheduling-platform', 'POST', `/tasks/${TASK}/runs`, 'runs:write', { businessDate: date });
    return eventually(async () => {
      const run = await this.run(date);
      if (run.id === before.id || !['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(run.state)) throw new Error(`${run.id} is ${run.state}`);
      return run;
    }, { within: 90_000 });
  }

  async fileSync(runId: string): Promise<FileSync | undefined> {
    const { items } = await this.call<{ items: FileSync[] }>('data-consumer', 'GET', `/file-syncs?runId=${runId}`, 'files:read');
    return items[0];
  }

  differences(fileSyncId: string): Promise<{ items: unknown[]; total: number }> {
    return this.call('data-consumer', 'GET', `/file-syncs/${fileSyncId}/differences`, 'files:read');
  }

  verify(file = FILE): Promise<VerifyResult> {
    return this.call('data-consumer', 'POST', `/files/${file}/verify`, 'syncs:run');
  }

  async alerts(kind: Alert['kind']): Promise<Alert[]> {
    return (await this.call<{ items: Alert[] }>('scheduling-platform', 'GET', `/alerts?kind=${kind}`, 'alerts:read')).items;
  }

  events(runId: string): Promise<{ items: { kind: string; detail: string | null }[] }> {
    return this.call('scheduling-platform', 'GET', `/runs/${runId}/events?limit=500`, 'runs:read');
  }

  async call<T>(service: keyof typeof this.urls, method: string, path: string, scope: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.urls[service]}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.operator.token({ audience: service, scope })}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
}

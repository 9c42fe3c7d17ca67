import type { Alert, CloudEvent, MessageReceipt, Occurrence, Run, RunEvent } from '@syncline/contract';
import { eventually, type TestIdentity } from '@syncline/test-kit';
import type { PlatformNode } from './platform-world.ts';

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

const ALL = 'tasks:read tasks:write runs:read runs:write messages:publish alerts:read alerts:write';

/** Speaks the wire contract to one node, by real HTTP, as operator or as the reporter. */
export class PlatformClient {
  constructor(
    readonly node: PlatformNode,
    private readonly operator: TestIdentity,
    private readonly reporter: TestIdentity,
  ) {}

  /** Any request; with a token of the operator unless another one (or none: null) is given. */
  async call<T = unknown>(method: string, path: string, options: { body?: unknown; token?: string | null; headers?: Record<string, string> } = {}): Promise<Answered<T>> {
    const token = options.token === undefined ? await this.operator.token({ audience: 'scheduling-platform', scope: ALL }) : options.token;
    const body = options.body === undefined || typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
    const response = await fetch(`${this.node.url}/api/v1${path}`, {
      method,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T, headers: response.headers };
  }

  publish(event: unknown, headers: Record<string, string> = {}): Promise<Answered<MessageReceipt>> {
    return this.call('POST', '/messages', { body: event, headers: { 'content-type': 'application/cloudevents+json', ...headers } });
  }

  async report(runId: string, report: object): Promise<Answered<{ applied: boolean; runState: string; reason: string | null; code: string }>> {
    const token = await this.reporter.token({ audience: 'scheduling-platform', scope: 'runs:report' });
    return this.call('POST', `/runs/${runId}/reports`, { body: report, token });
  }

  async run(id: string): Promise<Run> {
    return (await this.call<Run>('GET', `/runs/${id}`)).body;
  }

  async events(runId: string): Promise<RunEvent[]> {
    return (await this.call<{ items: RunEvent[] }>('GET', `/runs/${runId}/events`)).body.items;
  }

  async alerts(runId: string): Promise<Alert[]> {
    return (await this.call<{ items: Alert[] }>('GET', '/alerts?limit=500')).body.items.filter((alert) => alert.runId === runId);
  }

  async occurrences(task: string): Promise<Occurrence[]> {
    return (await this.call<{ items: Occurrence[] }>('GET', `/occurrences?task=${task}`)).body.items;
  }

  /** Defines a task and fires it once; answers the run. */
  async startRun(task: { name: string }, request: object = {}): Promise<string> {
    await this.call('PUT', `/tasks/${task.name}`, { body: task });
    const { body } = await this.call<Occurrence>('POST', `/tasks/${task.name}/runs`, { body: request });
    if (body.runId === null) throw new Error(`No run: ${JSON.stringify(body)}`);
    return body.runId;
  }

  /** Waits until the run is in one of the states. */
  async until(runId: string, ...states: Run['state'][]): Promise<Run> {
    let last: Run | undefined;
    try {
      await eventually(async () => {
        last = await this.run(runId);
        return states.includes(last.state);
      }, { within: 15_000 });
    } catch (cause) {
      throw new Error(`Run ${runId} did not become ${states.join(' or ')}: ${JSON.stringify(last)}`, { cause });
    }
    return last as Run;
  }
}

let made = 0;

/** A name that no other test uses. */
export const aName = (word = 'task'): string => `${word}-${(made += 1)}`;

/** A task as a person would write it: only what is required, and short waits. */
export const aTask = (url: string, changes: object = {}): { name: string } & Record<string, unknown> => ({
  name: aName(),
  target: { urls: [url], auth: { kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' } },
  retry: { initial: 'PT1S', max: 'PT1S', maxAttempts: 3 },
  redispatchEvery: 'PT1S',
  ...changes,
});

export const closed = (businessDate: string, changes: Partial<CloudEvent> = {}): CloudEvent => ({
  specversion: '1.0', id: aName('event'), source: 'data-provider', type: 'io.syncline.business-date.closed', subject: businessDate, data: { businessDate, reason: 'CLOSE' }, ...changes,
});

export const onClose = { kind: 'message', type: 'io.syncline.business-date.closed', source: 'data-provider', businessDate: '/data/businessDate' };

export const running = (sequence = 1, changes: object = {}): object => ({ attempt: 1, sequence, state: 'RUNNING', ...changes });
export const proven = (sequence = 9, changes: object = {}): object => ({
  attempt: 1, sequence, state: 'SUCCEEDED', reconciliation: { result: 'MATCHED', checks: [{ file: 'cities', check: 'rows', expected: '3', actual: '3', matched: true }] }, ...changes,
});
export const broken = (retryable: boolean, changes: object = {}): object => ({ attempt: 1, sequence: 9, state: 'FAILED', error: { code: 'SOURCE_UNAVAILABLE', message: 'no answer', retryable }, ...changes });

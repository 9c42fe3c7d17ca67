import type { GroupRun, Occurrence, Page, Run, RunEvent, SchedulingNode } from '@syncline/contract';
import { eventually, type TestIdentity } from '@syncline/test-kit';
import { BearerToken } from './bearer-token.ts';

const SCOPE = 'tasks:read tasks:write runs:read runs:write messages:publish alerts:read';
const TIMEOUT_MS = 5_000;

/** The public API of the cluster, through whichever node answers. */
export class ClusterApi {
  readonly #token: BearerToken;

  constructor(
    readonly urls: readonly string[],
    operator: TestIdentity,
  ) {
    this.#token = new BearerToken(operator, SCOPE);
  }

  async define(kind: 'tasks' | 'task-groups', definition: { readonly name: string }): Promise<void> {
    const { status, body } = await this.#call(0, 'PUT', `/${kind}/${definition.name}`, { body: definition });
    if (status !== 200 && status !== 201) throw new Error(`${definition.name} was not defined: ${JSON.stringify(body)}`);
  }

  post(node: number, path: string, body: unknown, contentType = 'application/json'): Promise<{ status: number; body: unknown }> {
    return this.#call(node, 'POST', path, { body, contentType });
  }

  nodes(): Promise<SchedulingNode[]> {
    return this.all('/nodes');
  }

  runs(): Promise<Run[]> {
    return this.all('/runs');
  }

  ended(): Promise<Run[]> {
    return this.all('/runs?state=SUCCEEDED');
  }

  /** Runs that still want something from somebody. */
  async active(): Promise<Run[]> {
    return (await Promise.all(['QUEUED', 'RUNNING', 'WAITING_RETRY'].map((state) => this.all<Run>(`/runs?state=${state}`)))).flat();
  }

  groupRuns(): Promise<GroupRun[]> {
    return this.all('/group-runs');
  }

  occurrences(): Promise<Occurrence[]> {
    return this.all('/occurrences');
  }

  events(runId: string): Promise<RunEvent[]> {
    return this.all(`/runs/${runId}/events`);
  }

  /** Every page of a list. Nodes may be dead and the database may be starting: it asks until there is an answer. */
  async all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null = null;
    do {
      const query: string = `${path}${path.includes('?') ? '&' : '?'}limit=500${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page: Page<Item> = await this.#read(query);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  #read<T>(path: string): Promise<T> {
    let node = 0;
    return eventually(async () => {
      const { status, body } = await this.#call((node += 1), 'GET', path);
      if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
      return body as T;
    }, { within: 60_000 }) as Promise<T>;
  }

  async #call(node: number, method: string, path: string, options: { body?: unknown; contentType?: string } = {}): Promise<{ status: number; body: unknown }> {
    const { body, contentType = 'application/json' } = options;
    const response = await fetch(`${this.urls[node % this.urls.length] ?? ''}/api/v1${path}`, {
      method,
      headers: { authorization: await this.#token.header(), ...(body === undefined ? {} : { 'content-type': contentType }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, body: await response.json() };
  }
}

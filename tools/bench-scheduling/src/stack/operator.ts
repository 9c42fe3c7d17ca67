import type { Occurrence, Page, Run } from '@syncline/contract';
import type { ServiceIdentity } from '@syncline/service-auth';

/** Speaks to the nodes in turn as the operator: defines, and looks at what became of it. */
export class Operator {
  #turn = 0;

  constructor(
    private readonly nodes: readonly string[],
    private readonly identity: ServiceIdentity,
  ) {}

  /** @throws Error when the platform does not take the definition */
  async define(kind: 'tasks', definition: { readonly name: string }): Promise<void> {
    const { status, text } = await this.#ask('PUT', `/${kind}/${definition.name}`, definition);
    if (status !== 201 && status !== 200) throw new Error(`${kind} ${definition.name} was answered ${status} ${text}`);
  }

  /** Ids of all runs in a state. */
  async runsIn(state: Run['state']): Promise<Set<string>> {
    return new Set((await this.#all<Run>(`/runs?state=${state}`)).map(({ id }) => id));
  }

  /** What was expected and what came of it. */
  occurrences(): Promise<Occurrence[]> {
    return this.#all('/occurrences?');
  }

  /** A whole list, page by page. */
  async #all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let cursor = ''; ; ) {
      const { status, text } = await this.#ask('GET', `${path}&limit=500${cursor}`);
      if (status !== 200) throw new Error(`${path} was answered ${status} ${text}`);
      const page = JSON.parse(text) as Page<Item>;
      items.push(...page.items);
      if (page.nextCursor === null) return items;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  }

  async #ask(method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
    const token = await this.identity.issue({ audience: 'scheduling-platform', scope: 'tasks:write runs:read' });
    const node = this.nodes[(this.#turn += 1) % this.nodes.length] ?? '';
    const response = await fetch(`${node}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }
}

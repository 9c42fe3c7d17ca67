import type { Page, Run } from '@syncline/contract';
import type { ServiceIdentity } from '@syncline/service-auth';

/** Speaks to one node as the operator: defines, and looks at what became of it. */
export class Operator {
  constructor(
    private readonly node: string,
    private readonly identity: ServiceIdentity,
  ) {}

  /** @throws Error when the platform does not take the definition */
  async define(kind: 'tasks', definition: { readonly name: string }): Promise<void> {
    const { status, text } = await this.#ask('PUT', `/${kind}/${definition.name}`, definition);
    if (status !== 201 && status !== 200) throw new Error(`${kind} ${definition.name} was answered ${status} ${text}`);
  }

  /** Ids of all runs in a state, page by page. */
  async runsIn(state: Run['state']): Promise<Set<string>> {
    const ids = new Set<string>();
    for (let cursor = ''; ; ) {
      const { status, text } = await this.#ask('GET', `/runs?limit=500&state=${state}${cursor}`);
      if (status !== 200) throw new Error(`The list of runs was answered ${status} ${text}`);
      const page = JSON.parse(text) as Page<Run>;
      for (const { id } of page.items) ids.add(id);
      if (page.nextCursor === null) return ids;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  }

  async #ask(method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
    const token = await this.identity.issue({ audience: 'scheduling-platform', scope: 'tasks:write runs:read' });
    const response = await fetch(`${this.node}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }
}

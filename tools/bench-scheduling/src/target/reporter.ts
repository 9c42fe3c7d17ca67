import { Agent, request } from 'undici';
import type { ServiceIdentity } from '@syncline/service-auth';

/** Connections to one node. */
const CONNECTIONS = 64;

const PROVEN = {
  state: 'SUCCEEDED',
  progress: { filesTotal: 1, filesDone: 1 },
  reconciliation: { result: 'MATCHED', checks: [{ file: 'cities', check: 'rows', expected: '3', actual: '3', matched: true }] },
};

/** Sends the report that proves and ends a run, over connections that stay open. */
export class Reporter {
  readonly #identity: ServiceIdentity;
  readonly #agent = new Agent({ connections: CONNECTIONS, pipelining: 1 });

  constructor(identity: ServiceIdentity) {
    this.#identity = identity;
  }

  /** @throws Error when the platform's answer is not that the run has now SUCCEEDED */
  async report(callbackUrl: string, attempt: number): Promise<void> {
    const token = await this.#identity.issue({ audience: 'scheduling-platform', scope: 'runs:report' });
    const { statusCode, body } = await request(callbackUrl, {
      dispatcher: this.#agent,
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ attempt, sequence: 1, ...PROVEN }),
    });
    const answer = await body.text();
    if (statusCode !== 200 || !answer.includes('"runState":"SUCCEEDED"')) throw new Error(`${statusCode} ${answer}`);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

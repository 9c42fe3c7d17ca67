import type { MessageReceipt } from '@syncline/contract';
import type { ServiceIdentity } from '@syncline/service-auth';
import { Pool } from 'undici';

/** Connections to one node. */
const CONNECTIONS = 128;

/** Publishes events, to the nodes in turn, over connections that stay open. */
export class Sender {
  readonly #pools: readonly Pool[];
  readonly #identity: ServiceIdentity;
  #turn = 0;

  constructor(nodes: readonly string[], identity: ServiceIdentity) {
    this.#pools = nodes.map((url) => new Pool(url, { connections: CONNECTIONS, pipelining: 1 }));
    this.#identity = identity;
  }

  /** @returns the run that each event led to; @throws Error when an event was not accepted, or led to none or several */
  async publish(body: string): Promise<string> {
    return runOf(await this.#post(body, 'application/cloudevents+json') as MessageReceipt);
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.destroy()));
  }

  async #post(body: string, contentType: string): Promise<unknown> {
    const token = await this.#identity.issue({ audience: 'scheduling-platform', scope: 'messages:publish' });
    const pool = this.#pools[(this.#turn += 1) % this.#pools.length] as Pool;
    const answer = await pool.request({ path: '/api/v1/messages', method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': contentType }, body });
    if (answer.statusCode !== 202) throw new Error(`A message was answered ${answer.statusCode} ${await answer.body.text()}`);
    return answer.body.json();
  }
}

function runOf({ occurrences }: MessageReceipt): string {
  const runId = occurrences[0]?.runId ?? null;
  if (runId === null || occurrences.length !== 1) throw new Error(`A message led to ${JSON.stringify(occurrences)}`);
  return runId;
}

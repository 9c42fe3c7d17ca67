import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dispatch } from '@syncline/contract';

/** A target of dispatches that answers each with a report: `RUNNING` until a test says otherwise. */
export class Target {
  state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' = 'RUNNING';
  readonly dispatches: Dispatch[] = [];
  #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.method === 'DELETE') {
          response.writeHead(204).end();
          return;
        }
        const dispatch = JSON.parse(Buffer.concat(chunks).toString()) as Dispatch;
        this.dispatches.push(dispatch);
        response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify(this.#report(dispatch)));
      });
    });
  }

  static async start(): Promise<Target> {
    const target = new Target();
    await new Promise<void>((resolve) => target.#server.listen(0, '127.0.0.1', resolve));
    return target;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #report({ attempt }: Dispatch): object {
    const done = this.state === 'RUNNING' ? 40 : 100;
    const files = [{ file: 'cities', state: this.state === 'RUNNING' ? 'LOADING' : this.state, rowsExpected: 100, rowsLoaded: done }];
    const checks = [{ file: 'cities', check: 'rows', expected: '100', actual: '100', matched: true }];
    return {
      attempt, sequence: this.state === 'RUNNING' ? 1 : 2, state: this.state, files, progress: { rowsTotal: 100, rowsDone: done },
      ...(this.state === 'SUCCEEDED' ? { reconciliation: { result: 'MATCHED', checks } } : {}),
      ...(this.state === 'FAILED' ? { error: { code: 'SOURCE_REFUSED', message: 'The source said no.', retryable: false } } : {}),
    };
  }
}

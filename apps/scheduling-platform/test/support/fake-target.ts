import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dispatch } from '@syncline/contract';

export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly key: string;
  readonly headers: IncomingMessage['headers'];
  /** Null for a DELETE. */
  readonly dispatch: Dispatch | null;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Answered only when this resolves. */
  readonly after?: Promise<unknown>;
}

/**
 * A target of dispatches with a record of its own. It trusts nobody's word, least of all the platform's: what the tests
 * say about the platform is checked against what arrived here.
 */
export class FakeTarget {
  readonly calls: ReceivedCall[] = [];
  /** What a call is answered; a test sets it. Default: 202 and nothing. */
  answer: (call: ReceivedCall) => Reply = () => ({ status: 202 });
  /** Calls that are open now, by run, and the most there ever were of one run and of all. */
  readonly #open = new Map<string, number>();
  mostAtOnce = 0;
  mostAtOnceOfOneRun = 0;
  #server: Server;
  #port = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#receive(request).then(async (call) => {
        const key = call.dispatch?.runId ?? call.path;
        this.#open.set(key, (this.#open.get(key) ?? 0) + 1);
        this.mostAtOnceOfOneRun = Math.max(this.mostAtOnceOfOneRun, this.#open.get(key) ?? 0);
        this.mostAtOnce = Math.max(this.mostAtOnce, [...this.#open.values()].reduce((sum, count) => sum + count, 0));
        const { status, body, headers, after } = this.answer(call);
        await after;
        this.#open.set(key, (this.#open.get(key) ?? 1) - 1);
        response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers });
        response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
      });
    });
  }

  static async start(): Promise<FakeTarget> {
    const target = new FakeTarget();
    await target.up();
    return target;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/jobs`;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get dispatches(): Dispatch[] {
    return this.calls.flatMap(({ dispatch }) => (dispatch === null ? [] : [dispatch]));
  }

  of(runId: string): ReceivedCall[] {
    return this.calls.filter(({ dispatch, path }) => dispatch?.runId === runId || path.endsWith(`/${runId}`));
  }

  /** Listens, on the same port as before if it was up once. */
  async up(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request: IncomingMessage): Promise<ReceivedCall> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const call: ReceivedCall = {
      method: request.method ?? '',
      path: request.url ?? '',
      key: String(request.headers['idempotency-key'] ?? ''),
      headers: request.headers,
      dispatch: text === '' ? null : (JSON.parse(text) as Dispatch),
    };
    this.calls.push(call);
    return call;
  }
}

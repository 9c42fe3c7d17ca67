import type { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import type { Dispatcher } from 'undici';

const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 4_000;

export interface HttpCall {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable | undefined;
  /** Until the head of the answer is there, in milliseconds. */
  readonly timeoutMs: number;
  /** The longest silence while the answer's body comes, in milliseconds. */
  readonly idleTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** To be read to its end or destroyed, else the connection stays taken. */
  readonly body: Readable;
}

/** One pool of connections. Follows no redirects: a 3xx is an answer like any other. */
export class HttpClient {
  readonly #agent = new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS }, keepAliveTimeout: KEEP_ALIVE_MS, connections: 256, pipelining: 1 });

  async send(call: HttpCall): Promise<HttpAnswer> {
    // One bound over connecting and waiting: undici's own timers count each phase apart. It must not cut the body.
    const tooLate = new AbortController();
    const timer = setTimeout(() => tooLate.abort(new Error(`no answer from ${call.url.origin} within ${call.timeoutMs} ms`)), call.timeoutMs);
    const signal = call.signal === undefined ? tooLate.signal : AbortSignal.any([tooLate.signal, call.signal]);
    try {
      const { statusCode, headers, body } = await request(call.url, {
        dispatcher: this.#agent,
        method: call.method as Dispatcher.HttpMethod,
        headers: call.headers,
        body: call.body ?? null,
        signal,
        headersTimeout: 0,
        bodyTimeout: call.idleTimeoutMs,
      });
      return { status: statusCode, headers, body };
    } finally {
      clearTimeout(timer);
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

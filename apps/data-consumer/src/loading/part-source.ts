import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ManifestPart } from '@syncline/contract';
import type { SourceSettings } from '../file-syncs/file-sync.protocol.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';

const MOST_RETRY_AFTER_MS = 30_000;

export interface PartBytes {
  readonly body: AsyncIterable<Buffer>;
}

/** The source does not answer now; asking again may help, after `retryAfterMs` if it said so. */
export class SourceBusy extends Error {
  override readonly name = 'SourceBusy';
  readonly retryAfterMs: number;
  constructor(message: string, retryAfterMs: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** On whose behalf a source is asked. */
export interface SourceCaller {
  readonly credentials: () => Promise<Readonly<Record<string, string>>>;
  readonly traceparent: string | null;
  /** Ends every download when it is aborted. */
  readonly signal: AbortSignal;
}

/** Asks for the bytes of parts, whole or from some byte on. */
export class PartSource {
  readonly #partsUrl: string;
  readonly #settings: SourceSettings;
  readonly #credentials: SourceCaller['credentials'];
  readonly #traceparent: string | null;
  readonly #signal: AbortSignal;

  constructor(extractId: string, settings: SourceSettings, caller: SourceCaller) {
    this.#partsUrl = `${settings.apiUrl}/extracts/${extractId}/parts`;
    this.#settings = settings;
    this.#credentials = caller.credentials;
    this.#traceparent = caller.traceparent;
    this.#signal = caller.signal;
  }

  get signal(): AbortSignal {
    return this.#signal;
  }

  get reconnectMs(): number {
    return this.#settings.reconnectMs;
  }

  /**
   * @param from the first byte wanted; above 0 the answer must be a 206 of exactly that range
   * @throws SyncFailure SOURCE_REFUSED where asking again cannot help; SourceBusy or a network error where it may
   */
  async open(part: ManifestPart, from: number): Promise<PartBytes> {
    const headers = {
      'user-agent': 'syncline',
      ...(this.#traceparent === null ? {} : { traceparent: this.#traceparent }),
      // If-Range: should the bytes be others by now, the whole is sent, and that is noticed by the status.
      ...(from > 0 ? { range: `bytes=${from}-`, 'if-range': `"${part.storedDigest}"` } : {}),
      ...(await this.#credentials()),
    };
    const answer = await this.#get(`${this.#partsUrl}/${part.n}`, headers);
    const { statusCode = 0 } = answer;
    if (statusCode === (from > 0 ? 206 : 200)) return { body: answer };
    answer.destroy();
    if (statusCode === 200) throw new SyncFailure('PART_DIGEST_MISMATCH', `Part ${part.n} changed while it was downloaded.`);
    if (statusCode === 408 || statusCode === 425 || statusCode === 429 || statusCode >= 500) {
      throw new SourceBusy(`the source answered ${statusCode} for part ${part.n}`, retryAfterMs(answer.headers['retry-after']));
    }
    throw new SyncFailure('SOURCE_REFUSED', `The source answered ${statusCode} for part ${part.n}.`);
  }

  /** Node's own client: it follows no redirect, and a thread should not pay the memory of another one. */
  #get(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
    const { idleTimeoutMs } = this.#settings;
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = send(url, { headers, signal: this.#signal, agent: false });
      // Of the socket, so that it also ends an answer that has begun and then falls silent.
      request.setTimeout(idleTimeoutMs, () => request.destroy(new Error(`the source sent nothing for ${idleTimeoutMs} ms`)));
      request.on('response', resolve).on('error', reject).end();
    });
  }
}

const retryAfterMs = (header: string | string[] | undefined): number =>
  typeof header === 'string' && /^\d{1,6}$/.test(header) ? Math.min(Number(header) * 1000, MOST_RETRY_AFTER_MS) : 0;

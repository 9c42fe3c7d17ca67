import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ManifestPart } from '@syncline/contract';
import { AskedToWait, LONGEST_WAIT_IN_PLACE_MS, retryAfterMs } from '../extracting/retry-after.ts';
import type { SourceSettings } from '../file-syncs/file-sync.protocol.ts';
import { readPartAnswer, type PartAnswer } from './part-answer.ts';

export interface PartBytes extends PartAnswer {
  readonly body: IncomingMessage;
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
  readonly settings: SourceSettings;
  readonly signal: AbortSignal;
  /** What all downloads together have waited for the source so far. */
  waitedMs = 0;
  readonly #partsUrl: string;
  readonly #credentials: SourceCaller['credentials'];
  readonly #traceparent: string | null;

  constructor(extractId: string, settings: SourceSettings, caller: SourceCaller) {
    this.settings = settings;
    this.signal = caller.signal;
    this.#partsUrl = `${settings.apiUrl}/extracts/${extractId}/parts`;
    this.#credentials = caller.credentials;
    this.#traceparent = caller.traceparent;
  }

  /**
   * @param from the first byte wanted
   * @throws SyncFailure where the answer is not these bytes; AskedToWait; SourceBusy or a network error where asking again may help
   */
  async open(part: ManifestPart, from: number): Promise<PartBytes> {
    const headers = {
      'user-agent': 'syncline',
      ...(this.#traceparent === null ? {} : { traceparent: this.#traceparent }),
      // If-Range: should the bytes be others by now, the whole is sent, and that is noticed by its ETag.
      ...(from > 0 ? { range: `bytes=${from}-`, 'if-range': `"${part.storedDigest}"` } : {}),
      ...(await this.#credentials()),
    };
    const body = await this.#get(`${this.#partsUrl}/${part.n}`, headers);
    try {
      const answer = readPartAnswer(part, from, body.statusCode ?? 0, body.headers);
      if (answer === null) throw busy(part, body);
      return { ...answer, body };
    } catch (error) {
      body.destroy();
      throw error;
    }
  }

  /** Node's own client: it follows no redirect, and a thread should not pay the memory of another one. */
  #get(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
    const { idleTimeoutMs } = this.settings;
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = send(url, { headers, signal: this.signal, agent: false });
      request.setTimeout(idleTimeoutMs, () => request.destroy(new Error(`the source sent nothing for ${idleTimeoutMs} ms`)));
      request.on('response', (answer) => {
        // From here on silence is watched by whoever reads: a socket that nobody reads from is silent as well.
        request.setTimeout(0);
        resolve(answer);
      });
      request.on('error', reject).end();
    });
  }
}

function busy(part: ManifestPart, { statusCode, headers }: IncomingMessage): Error {
  const what = `the source answered ${statusCode} for part ${part.n}`;
  const waitMs = retryAfterMs(headers) ?? 0;
  return waitMs > LONGEST_WAIT_IN_PLACE_MS ? new AskedToWait(`${what} and asked to wait ${Math.ceil(waitMs / 1000)} s`, waitMs) : new SourceBusy(what, waitMs);
}

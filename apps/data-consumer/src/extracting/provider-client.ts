import { setTimeout as delay } from 'node:timers/promises';
import { Extract, Problem, type FileSource } from '@syncline/contract';
import { Outbound, readBody } from '@syncline/service-auth';
import { Inject, Injectable } from '@nestjs/common';
import { SYNC_SETTINGS, type SyncSettings } from '../data-consumer.config.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import { AskedToWait, LONGEST_WAIT_IN_PLACE_MS, retryAfterMs } from './retry-after.ts';

/** Until the head of an answer is there: a source that sends nothing for so long is dropped (wire contract, section 4). */
const TIMEOUT_MS = 30_000;
const TRIES = 3;
const MOST_ANSWER_BYTES = 1024 * 1024;
/** A part is some 400 bytes of a manifest. */
const MOST_MANIFEST_BYTES = 64 * 1024 * 1024;

/** The source has nothing to give yet, and nothing failed. */
export interface NotYet {
  readonly kind: 'not-yet';
  /** The source's own sentence. */
  readonly detail: string;
  readonly code: string;
  /** What it asked to wait, in milliseconds; null if nothing. */
  readonly retryAfterMs: number | null;
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfterMs: number | null;
}

/** The URL of a provider's API. */
export const apiUrl = (source: Pick<FileSource, 'url'>): string => `${source.url.replace(/\/+$/, '')}/api/v1`;

/**
 * Asks a provider for extracts and manifests.
 * Every method throws SyncFailure: SOURCE_UNAVAILABLE after three tries without an answer, SOURCE_REFUSED for a plain no; and
 * AskedToWait where the source says for how long it wants to be left alone.
 */
@Injectable()
export class ProviderClient {
  constructor(
    private readonly outbound: Outbound,
    @Inject(SYNC_SETTINGS) private readonly settings: SyncSettings,
  ) {}

  /** The newest sealed extract of a business date, or the one that is being built. */
  async requestExtract(source: FileSource, businessDate: string, signal: AbortSignal): Promise<Extract | NotYet> {
    const url = `${apiUrl(source)}/datasets/${source.dataset}/extracts`;
    const body = JSON.stringify({ businessDate });
    return this.#extract(await this.#ask(source, { url, method: 'POST', headers: { 'content-type': 'application/json' }, body }, signal));
  }

  async getExtract(source: FileSource, id: string, signal: AbortSignal): Promise<Extract | NotYet> {
    return this.#extract(await this.#ask(source, { url: `${apiUrl(source)}/extracts/${id}`, method: 'GET' }, signal));
  }

  /** The signed manifest as it came; not verified. */
  async getManifest(source: FileSource, id: string, signal: AbortSignal): Promise<string | NotYet> {
    const answer = await this.#ask(source, { url: `${apiUrl(source)}/extracts/${id}/manifest`, method: 'GET', headers: { accept: 'application/jose' } }, signal);
    return answer.status === 200 ? answer.body.toString('utf8').trim() : notYet(answer);
  }

  #extract(answer: Answer): Extract | NotYet {
    if (answer.status !== 200 && answer.status !== 201) return notYet(answer);
    const extract = Extract.safeParse(parseJson(answer.body));
    if (!extract.success) throw new SyncFailure('SOURCE_REFUSED', 'The source answered with something that is no extract.');
    return extract.data;
  }

  async #ask(source: FileSource, request: { url: string; method: string; headers?: Record<string, string>; body?: string }, signal: AbortSignal): Promise<Answer> {
    // A token that its server withdrew before its time is forgotten with the 401 (`Outbound`); the next call brings a new one.
    let mayBringAnother = source.auth.kind === 'oauth2-client-credentials';
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#try(source, request, signal);
      if ('status' in answer && answer.status === 401 && mayBringAnother) {
        mayBringAnother = false;
        continue;
      }
      if ('status' in answer && !isPassing(answer.status)) return answer;
      signal.throwIfAborted();
      const why = 'status' in answer ? `it answered ${answer.status}` : answer.message;
      const asked = 'status' in answer ? (answer.retryAfterMs ?? 0) : 0;
      if (asked > LONGEST_WAIT_IN_PLACE_MS) throw new AskedToWait(`the source ${why.replace('it ', '')} and asked to wait ${Math.ceil(asked / 1000)} s`, asked);
      if (attempt === TRIES) throw new SyncFailure('SOURCE_UNAVAILABLE', `The source ${new URL(source.url).origin} does not answer: ${why}.`);
      await delay(Math.max(asked, this.settings.reconnectMs * 2 ** (attempt - 1)), undefined, { signal });
    }
  }

  async #try(source: FileSource, request: { url: string; method: string; headers?: Record<string, string>; body?: string }, signal: AbortSignal): Promise<Answer | Error> {
    try {
      const answer = await this.outbound.request({ ...request, auth: source.auth, allowedFor: [source.url], timeoutMs: TIMEOUT_MS, idleTimeoutMs: this.settings.sourceIdleMs, signal });
      const body = await readBody(answer.body, { maxBytes: answer.status === 200 ? MOST_MANIFEST_BYTES : MOST_ANSWER_BYTES, timeoutMs: TIMEOUT_MS * 2 });
      return { status: answer.status, body, retryAfterMs: retryAfterMs(answer.headers) };
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

const isPassing = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500;

/** 409 with one of the codes that mean "later"; anything else is a no. */
function notYet({ status, body, retryAfterMs: wait }: Answer): NotYet {
  const problem = Problem.partial().safeParse(parseJson(body)).data;
  const detail = problem?.detail ?? `The source answered ${status}.`;
  const code = problem?.code ?? '';
  if (status === 409 && ['BUSINESS_DATE_OPEN', 'EXTRACT_NOT_SEALED', 'EXTRACT_BUILDING'].includes(code)) {
    return { kind: 'not-yet', detail, code, retryAfterMs: wait };
  }
  throw new SyncFailure('SOURCE_REFUSED', `The source refused (${status}${code === '' ? '' : ` ${code}`}): ${detail}`);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

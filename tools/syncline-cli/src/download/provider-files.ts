import { dataProviderOperations as operations, JOSE_TYPE, scopesOf, type ManifestPart, type Policy } from '@syncline/contract';
import { readProblem } from '../api/read-problem.ts';
import { ServiceRefused, ServiceUnreachable } from '../api/service-errors.ts';
import type { SigningKey } from '../operator/operator-key.ts';
import { issueOperatorToken } from '../operator/operator-token.ts';
import type { ProviderAddress } from './provider-address.ts';

/** A source that sends nothing for so long is dropped. */
const IDLE_MS = 30_000;
const MOST_TEXT_BYTES = 512 * 1024 * 1024;

type Headers = Readonly<Record<string, string>>;

/** The provider says "not now". */
export class ProviderBusy extends ServiceUnreachable {
  readonly retryAfterMs: number;
  constructor(service: ServiceUnreachable['service'], sentence: string, retryAfterMs: number) {
    super(service, sentence);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The files of sealed extracts, as one provider serves them to the operator. */
export class ProviderFiles {
  constructor(
    private readonly provider: ProviderAddress,
    private readonly key: SigningKey,
  ) {}

  /** The signed form, as it came. */
  manifest(extractId: string): Promise<string> {
    return this.text(operations.getManifest.path.replace(':id', extractId), { accept: JOSE_TYPE }, operations.getManifest.policy);
  }

  /** The keys that the provider shows to everybody. */
  jwks(): Promise<string> {
    return this.text('/.well-known/jwks.json', {}, 'open');
  }

  /**
   * The stored bytes of a part from some byte on.
   * @returns `from` is 0 where the provider sends the whole instead, because what it has is not what the manifest says
   */
  async part(extractId: string, part: ManifestPart, from: number): Promise<{ readonly from: number; readonly bytes: AsyncIterable<Uint8Array> }> {
    const path = operations.getPart.path.replace(':id', extractId).replace(':n', String(part.n));
    const range: Headers = from > 0 ? { range: `bytes=${from}-`, 'if-range': `"${part.storedDigest}"` } : {};
    const { response, bytes } = await this.get(path, range, operations.getPart.policy);
    return { from: response.status === 206 ? from : 0, bytes };
  }

  private async text(path: string, headers: Headers, policy: Policy): Promise<string> {
    const { bytes } = await this.get(path, headers, policy);
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of bytes) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MOST_TEXT_BYTES) throw new Error(`${this.provider.url}${path} answers with more than ${MOST_TEXT_BYTES} bytes`);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  private async get(path: string, headers: Headers, policy: Policy): Promise<{ response: Response; bytes: AsyncGenerator<Uint8Array> }> {
    const idle = new IdleTimer();
    const token: Headers = policy === 'open' ? {} : { authorization: `Bearer ${(await issueOperatorToken(this.key, { audience: this.provider.audience, scope: scopesOf(policy).join(' ') })).token}` };
    const response = await fetch(this.provider.url + path, { headers: { ...headers, ...token }, redirect: 'error', signal: idle.signal }).catch((cause: unknown) => {
      throw new ServiceUnreachable(this.provider.audience, `does not answer on ${this.provider.url}`, { url: this.provider.url, cause });
    });
    if (response.status !== 200 && response.status !== 206) throw await this.refusal(response);
    return { response, bytes: this.watched(response, idle) };
  }

  private async *watched(response: Response, idle: IdleTimer): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of response.body ?? []) {
        idle.again();
        yield chunk as Uint8Array;
      }
    } catch (cause) {
      throw new ServiceUnreachable(this.provider.audience, 'cut its answer short', { cause });
    } finally {
      idle.stop();
    }
  }

  private async refusal(response: Response): Promise<Error> {
    const text = (await response.text()).slice(0, 100_000);
    const problem = readProblem(parseJson(text), text);
    const { status } = response;
    // Another answer than an extract that is sealed and whole may be one later.
    if (status === 429 || status >= 500 || problem.code === 'EXTRACT_NOT_SEALED') {
      return new ProviderBusy(this.provider.audience, `answers ${status}: ${problem.detail ?? problem.title}`, Number(response.headers.get('retry-after') ?? 0) * 1000 || 0);
    }
    return new ServiceRefused(this.provider.audience, status, problem);
  }
}

/** Ends a request that is silent for too long. */
class IdleTimer {
  private readonly controller = new AbortController();
  private timer = this.start();

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  again(): void {
    clearTimeout(this.timer);
    this.timer = this.start();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private start(): NodeJS.Timeout {
    return setTimeout(() => this.controller.abort(new Error(`nothing came for ${IDLE_MS} ms`)), IDLE_MS).unref();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

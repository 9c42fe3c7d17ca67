import type { Readable } from 'node:stream';
import { DomainError, secretReferencesOf } from '@syncline/contract';
import type { AuthSetting } from '@syncline/contract';
import type { Clock } from '../clock.ts';
import { parseSecretReference } from '../secrets/secret-reference.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { AllowedOrigins } from './allowed-origins.ts';
import { ClientCredentialsTokens } from './client-credentials.ts';
import { HttpClient } from './http-client.ts';
import type { HttpAnswer } from './http-client.ts';

/** Issues the tokens of `service-jwt`; a `ServiceIdentity`, or in a worker thread whoever speaks to it. */
export interface TokenIssuer {
  issue(request: { readonly audience: string; readonly scope: string }): Promise<string>;
}

export interface OutboundOptions {
  readonly allowedOrigins: readonly string[];
  readonly tokens: TokenIssuer;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  /** The W3C `traceparent` of the work at hand, if there is one. */
  readonly traceparent: () => string | undefined;
}

export interface OutboundRequest {
  readonly url: string;
  readonly method: string;
  readonly auth?: AuthSetting | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable | undefined;
  /** Until the head of the answer is there, in milliseconds. */
  readonly timeoutMs: number;
  /** The longest silence while the body comes, in milliseconds; default `timeoutMs`. */
  readonly idleTimeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** URLs beside which `auth` stands: it goes to their origins only. Default: to every allowed origin. */
  readonly allowedFor?: readonly string[];
}

/** Every call that a service makes: to allowed origins only, with the credentials of the setting, never after a redirect. */
export class Outbound {
  readonly #options: OutboundOptions;
  readonly #origins: AllowedOrigins;
  readonly #http = new HttpClient();
  readonly #clientCredentials: ClientCredentialsTokens;

  constructor(options: OutboundOptions) {
    this.#options = options;
    this.#origins = new AllowedOrigins(options.allowedOrigins);
    this.#clientCredentials = new ClientCredentialsTokens({ clock: options.clock, secrets: options.secrets, origins: this.#origins, http: this.#http });
  }

  /** @throws DomainError ORIGIN_NOT_ALLOWED */
  assertOriginAllowed(url: string): void {
    this.#origins.assert(url);
  }

  /**
   * For the moment a setting is defined: refuses references that could never be resolved, and client credentials that
   * would go to a foreign place. Whether the secret is there is not asked, because it may come later.
   * @throws DomainError SECRET_REFERENCE_NOT_ALLOWED, ORIGIN_NOT_ALLOWED
   */
  assertSecretReferences(auth: AuthSetting): void {
    Object.values(secretReferencesOf(auth)).forEach(parseSecretReference);
    if (auth.kind === 'oauth2-client-credentials') this.assertOriginAllowed(auth.tokenUrl);
  }

  /**
   * @returns any answer, whatever its status; its body must be read or destroyed
   * @throws DomainError ORIGIN_NOT_ALLOWED; any other error means that there was no answer
   */
  async request(request: OutboundRequest): Promise<HttpAnswer> {
    const url = this.#origins.assert(request.url);
    if (request.allowedFor !== undefined && request.auth !== undefined) assertStandsBeside(url, request.allowedFor);
    const traceparent = this.#options.traceparent();
    const headers = {
      'user-agent': 'syncline',
      ...lowerCase(request.headers ?? {}),
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(await this.#credentials(request.auth)),
    };
    const { method, body, timeoutMs, idleTimeoutMs = timeoutMs, signal } = request;
    const answer = await this.#http.send({ url, method, headers, body, timeoutMs, idleTimeoutMs, signal });
    if (answer.status === 401 && request.auth?.kind === 'oauth2-client-credentials') this.#clientCredentials.forget(request.auth);
    return answer;
  }

  /**
   * The headers that show who we are there, for a worker thread that downloads by itself: it is given these, never a secret
   * or a key. Tokens are short-lived, so they are asked for before each request.
   * @throws DomainError ORIGIN_NOT_ALLOWED
   */
  async credentialsFor(url: string, auth: AuthSetting): Promise<Record<string, string>> {
    this.#origins.assert(url);
    return this.#credentials(auth);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #credentials(auth: AuthSetting | undefined): Promise<Record<string, string>> {
    const { secrets, tokens } = this.#options;
    switch (auth?.kind) {
      case 'service-jwt':
        return { authorization: `Bearer ${await tokens.issue({ audience: auth.audience, scope: auth.scope })}` };
      case 'oauth2-client-credentials':
        return { authorization: `Bearer ${await this.#clientCredentials.token(auth)}` };
      case 'api-key':
        return { [auth.header.toLowerCase()]: await secrets.resolve(auth.value) };
      case 'basic':
        return { authorization: `Basic ${Buffer.from(`${auth.username}:${await secrets.resolve(auth.password)}`).toString('base64')}` };
      case 'none':
      case undefined:
        return {};
    }
  }
}

function assertStandsBeside(url: URL, allowedFor: readonly string[]): void {
  if (allowedFor.some((neighbour) => URL.parse(neighbour)?.origin === url.origin)) return;
  throw new DomainError('ORIGIN_NOT_ALLOWED', `The authentication setting does not belong to ${url.origin}.`);
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

import type { AuthSetting } from '@syncline/contract';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { AllowedOrigins } from './allowed-origins.ts';
import type { HttpClient } from './http-client.ts';
import { readBody } from './read-body.ts';

export type ClientCredentials = Extract<AuthSetting, { kind: 'oauth2-client-credentials' }>;

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 64 * 1024;
/** A token is used until this long before it expires. */
const REUSE_MARGIN_S = 60;
/** Life of a token whose server does not tell it. */
const DEFAULT_LIFE_S = 120;

const TokenAnswer = z.object({ access_token: z.string().min(1).max(16_384), token_type: z.string().default('Bearer'), expires_in: z.number().positive().default(DEFAULT_LIFE_S) });

interface Cached {
  readonly token: Promise<string>;
  /** No end while the token is on its way: all who ask meanwhile wait for the same one. */
  reusableUntilMs: number;
}

/** OAuth 2.0 client credentials (RFC 6749, section 4.4): one token a setting, shared by all who ask at once. */
export class ClientCredentialsTokens {
  readonly #ports: { clock: Clock; secrets: SecretStore; origins: AllowedOrigins; http: HttpClient };
  readonly #cache = new Map<string, Cached>();

  constructor(ports: { clock: Clock; secrets: SecretStore; origins: AllowedOrigins; http: HttpClient }) {
    this.#ports = ports;
  }

  token(setting: ClientCredentials): Promise<string> {
    const known = this.#cache.get(cacheKey(setting));
    if (known !== undefined && this.#ports.clock.now().getTime() < known.reusableUntilMs) return known.token;
    const fetched = this.#fetch(setting);
    const entry: Cached = { token: fetched.then(({ value }) => value), reusableUntilMs: Number.POSITIVE_INFINITY };
    this.#cache.set(cacheKey(setting), entry);
    // A failure is not kept: the next caller asks again.
    fetched.then(({ reusableUntilMs }) => (entry.reusableUntilMs = reusableUntilMs), () => this.forget(setting));
    return entry.token;
  }

  /** After a 401: the server may have withdrawn the token before its time. */
  forget(setting: ClientCredentials): void {
    this.#cache.delete(cacheKey(setting));
  }

  async #fetch(setting: ClientCredentials): Promise<{ value: string; reusableUntilMs: number }> {
    const { clock, secrets, origins, http } = this.#ports;
    const url = origins.assert(setting.tokenUrl);
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...(setting.scope ? { scope: setting.scope } : {}) });
    // RFC 6749, section 2.3.1: name and secret are form-encoded before they become Basic credentials.
    const credentials = [setting.clientId, await secrets.resolve(setting.clientSecret)].map(encodeURIComponent).join(':');
    const headers = { authorization: `Basic ${Buffer.from(credentials).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    const askedAtMs = clock.now().getTime();
    const answer = await http.send({ url, method: 'POST', headers, body: form.toString(), timeoutMs: TIMEOUT_MS, idleTimeoutMs: TIMEOUT_MS });
    const body = await readBody(answer.body, { maxBytes: MOST_BYTES, timeoutMs: TIMEOUT_MS });
    if (answer.status !== 200) throw new Error(`the token endpoint ${url.origin} answered ${answer.status}`);
    const { access_token: value, expires_in: lifeSeconds } = TokenAnswer.parse(JSON.parse(body.toString('utf8')));
    return { value, reusableUntilMs: askedAtMs + Math.max(0, lifeSeconds - REUSE_MARGIN_S) * 1000 };
  }
}

const cacheKey = (setting: ClientCredentials): string => JSON.stringify([setting.tokenUrl, setting.clientId, setting.clientSecret, setting.scope]);

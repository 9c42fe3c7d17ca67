import type { KeyObject } from 'node:crypto';
import { DomainError } from '@syncline/contract';
import { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import type { IssuerKeys } from '../issuers/issuer-keys.ts';
import { KeysUnavailable } from '../issuers/key-cache.ts';
import type { TrustedIssuer } from '../issuers/trusted-issuer.ts';
import { Unauthenticated } from '../unauthenticated.ts';
import { readClaims } from './claims.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** More callers than a service has; a token takes about 2 KiB. */
const MOST_TOKENS_KEPT = 1_000;

/** Of the header only these count. Keys that a token brings itself (`jwk`, `jku`, `x5c`, `x5u`) are never looked at. */
const Header = z.object({ typ: z.string(), kid: z.string().min(1).optional(), crit: z.never().optional() });

export interface TokenVerifierOptions {
  /** Name of this service. */
  readonly audience: string;
  readonly issuers: readonly TrustedIssuer[];
  readonly keys: IssuerKeys;
  readonly clock: Clock;
}

/** Accepts a token or says why not; every rule of the wire contract, section 1, "Tokens". */
export class TokenVerifier {
  readonly #options: TokenVerifierOptions;
  readonly #issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly #jwt = new JwtService({});
  readonly #verified = new VerifiedTokens(MOST_TOKENS_KEPT);

  constructor(options: TokenVerifierOptions) {
    this.#options = options;
    this.#issuers = new Map(options.issuers.map((issuer) => [issuer.issuer, issuer]));
  }

  /**
   * @throws Unauthenticated when the token is not to be trusted
   * @throws DomainError SERVICE_UNAVAILABLE when the keys of its issuer cannot be fetched: the token may be good, and
   *   a 401 would make callers give up for good
   */
  async verify(token: string): Promise<Caller> {
    const known = this.#verified.find(token);
    const { issuer, kid } = known ?? this.#readUnverified(token);
    const key = await this.#keyFor(issuer, kid);
    const payload = known?.key === key ? known.payload : await this.#checkSignature(token, key, issuer);
    try {
      const caller = readClaims(payload, issuer, this.#options.audience, this.#options.clock.now().getTime());
      if (known?.key !== key) this.#verified.keep(token, { issuer, kid, key, payload });
      return caller;
    } catch (error) {
      this.#verified.forget(token);
      throw error;
    }
  }

  /** Nothing read here is trusted yet: it only chooses by which rules and keys the token is judged. */
  #readUnverified(token: string): { issuer: TrustedIssuer; kid: string | undefined } {
    const decoded = decode(token, this.#jwt);
    const header = Header.safeParse(decoded?.header);
    if (decoded === null || !header.success) throw new Unauthenticated('The token is malformed.');
    const issuer = this.#issuers.get(String(decoded.payload?.iss));
    if (issuer === undefined || typeof decoded.payload?.iss !== 'string') throw new Unauthenticated('The issuer of the token is not trusted.');
    if (!issuer.typ.map(mediaType).includes(mediaType(header.data.typ))) throw new Unauthenticated('The token is of another type than expected of its issuer.');
    return { issuer, kid: header.data.kid };
  }

  async #keyFor({ issuer }: TrustedIssuer, kid: string | undefined): Promise<KeyObject> {
    try {
      const key = await this.#options.keys.keyFor(issuer, kid);
      if (key !== undefined) return key;
    } catch (error) {
      if (!(error instanceof KeysUnavailable)) throw error;
      throw new DomainError('SERVICE_UNAVAILABLE', 'The keys of the issuer of the token cannot be fetched at the moment.', { retryAfterSeconds: 5, cause: error });
    }
    throw new Unauthenticated('The token is signed with a key that its issuer does not publish.');
  }

  async #checkSignature(token: string, key: KeyObject, issuer: TrustedIssuer): Promise<unknown> {
    try {
      // `algorithms` is what keeps `none` and every shared secret out, whatever the header says.
      // Times are judged in readClaims, by the injected clock.
      return await this.#jwt.verifyAsync<object>(token, { publicKey: asTyped(key), algorithms: [...issuer.algorithms], ignoreExpiration: true, ignoreNotBefore: true });
    } catch {
      throw new Unauthenticated('The signature of the token is wrong, or of an algorithm that its issuer may not use.');
    }
  }
}

/** The library takes a key as it is; its type knows only texts, which would be parsed anew for each token. */
const asTyped = (key: KeyObject): Buffer => key as unknown as Buffer;

interface Decoded {
  readonly header: unknown;
  readonly payload: { readonly iss?: unknown } | null;
}

function decode(token: string, jwt: JwtService): Decoded | null {
  try {
    return jwt.decode<{ iss?: unknown } | null>(token, { complete: true });
  } catch {
    return null;
  }
}

/** RFC 7515: `typ` is a media type, `application/` may be left out, case does not matter. */
const mediaType = (typ: string): string => typ.toLowerCase().replace(/^application\//, '');

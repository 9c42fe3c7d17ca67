import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { JwtService } from '@nestjs/jwt';
import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../clock.ts';
import { publicJwk, thumbprint } from './jwk-set.ts';
import type { JwkSet } from './jwk-set.ts';

/** Life of an issued token in seconds; receivers refuse more. */
const TOKEN_LIFE_S = 600;
/** A cached token is given out until this long before it expires, so that it survives the call it is made for. */
const REUSE_MARGIN_S = 60;

export interface TokenRequest {
  /** Name of the receiver. */
  readonly audience: string;
  /** Scopes, separated by spaces. */
  readonly scope: string;
}

export interface ServiceIdentityOptions {
  /** The `iss` of every token, compared exactly by receivers. */
  readonly issuer: string;
  /** `sub` and `client_id` of every token. */
  readonly name: string;
  readonly privateKey: KeyObject;
  /** Keys that sign no more, but whose signatures (manifests) are still to be verified. */
  readonly retiredKeys?: readonly KeyObject[];
  readonly clock: Clock;
}

/** What a service proves itself with: its signing key, the tokens it issues and the keys it publishes. */
export class ServiceIdentity {
  readonly issuer: string;
  readonly name: string;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly #clock: Clock;
  readonly #jwkSet: JwkSet;
  readonly #jwt = new JwtService({});
  readonly #issued = new Map<string, { token: Promise<string>; reusableUntil: number }>();

  constructor(options: ServiceIdentityOptions) {
    this.issuer = options.issuer;
    this.name = options.name;
    this.privateKey = options.privateKey;
    this.kid = thumbprint(options.privateKey);
    this.#clock = options.clock;
    this.#jwkSet = { keys: [options.privateKey, ...(options.retiredKeys ?? [])].map(publicJwk) };
  }

  /**
   * @param pemFile private key, PEM (PKCS#8), EC P-256
   * @param options.retiredKeyFiles PEM files (public or private) of keys that are only published
   */
  static async load(pemFile: string, issuer: string, name: string, options: { clock: Clock; retiredKeyFiles?: readonly string[] }): Promise<ServiceIdentity> {
    const privateKey = createPrivateKey(await readFile(pemFile));
    const retiredKeys = await Promise.all((options.retiredKeyFiles ?? []).map(async (file) => createPublicKey(await readFile(file))));
    return new ServiceIdentity({ issuer, name, privateKey, retiredKeys, clock: options.clock });
  }

  /** The keys to publish: the one in use first. */
  jwks(): JwkSet {
    return this.#jwkSet;
  }

  /** A token for one receiver; given out again until a minute before it expires, also to those who ask while it is signed. */
  issue({ audience, scope }: TokenRequest): Promise<string> {
    const now = Math.floor(this.#clock.now().getTime() / 1000);
    const purpose = JSON.stringify([audience, scope]);
    const known = this.#issued.get(purpose);
    if (known !== undefined && now < known.reusableUntil) return known.token;
    const token = this.#sign({ audience, scope }, now);
    this.#issued.set(purpose, { token, reusableUntil: now + TOKEN_LIFE_S - REUSE_MARGIN_S });
    // A failure is not kept: the next one who asks signs again.
    token.catch(() => this.#issued.delete(purpose));
    return token;
  }

  #sign({ audience, scope }: TokenRequest, now: number): Promise<string> {
    const claims = { iss: this.issuer, sub: this.name, client_id: this.name, aud: audience, scope, iat: now, exp: now + TOKEN_LIFE_S, jti: uuidv7() };
    return this.#jwt.signAsync(claims, { privateKey: this.privateKey, algorithm: 'ES256', header: { alg: 'ES256', typ: 'at+jwt', kid: this.kid } });
  }
}

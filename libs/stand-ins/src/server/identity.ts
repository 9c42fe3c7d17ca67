import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose';
import type { JSONWebKeySet } from 'jose';

export interface TokenOptions {
  readonly audience: string;
  /** Scopes, separated by spaces. */
  readonly scope: string;
  /** Seconds; a receiver accepts at most 600. */
  readonly lifeSeconds?: number;
  /** Claims that replace the right ones, for tests of what a receiver refuses. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** The signing key of a stand-in, by which services under test know it. */
export class Identity {
  readonly issuer: string;
  readonly name: string;
  readonly privateKey: KeyObject;
  readonly kid: string;
  readonly jwks: JSONWebKeySet;

  private constructor(issuer: string, name: string, privateKey: KeyObject, kid: string, jwks: JSONWebKeySet) {
    this.issuer = issuer;
    this.name = name;
    this.privateKey = privateKey;
    this.kid = kid;
    this.jwks = jwks;
  }

  /** @param pem EC P-256 private key (PKCS#8); a new one is made where none is given */
  static async create(issuer: string, name: string, pem?: string): Promise<Identity> {
    const privateKey = pem === undefined ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : createPrivateKey(pem);
    const jwk = await exportJWK(createPublicKey(privateKey));
    const kid = await calculateJwkThumbprint(jwk);
    return new Identity(issuer, name, privateKey, kid, { keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }] });
  }

  async token({ audience, scope, lifeSeconds = 300, claims = {} }: TokenOptions): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: this.issuer, sub: this.name, client_id: this.name, aud: audience, scope, iat: now, exp: now + lifeSeconds, jti: randomUUID(), ...claims };
    return new SignJWT(all).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: this.kid }).sign(this.privateKey);
  }
}

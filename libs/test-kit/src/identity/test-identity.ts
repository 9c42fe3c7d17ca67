import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../run/temporary-folder.ts';
import { calculateJwkThumbprint, CompactSign } from 'jose';

export interface TokenOptions {
  readonly audience: string | readonly string[];
  /** Separated by spaces. */
  readonly scope?: string;
  /** Added to, or in place of, the usual claims; `undefined` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Added to, or in place of, the usual header; `undefined` leaves one out. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs with another key than the header says: a forgery. */
  readonly key?: KeyObject;
}

/** An issuer of tokens: right ones, and every kind of wrong one. */
export interface TestIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwks: { readonly keys: readonly JsonWebKey[] };
  /** The private key, PEM (PKCS#8), as a service wants it in `SERVICE_KEY_FILE`. */
  readonly keyFile: string;
  /** The public key, for `trustedIssuers[].jwksFile`. */
  readonly jwksFile: string;
  /** A token as the wire contract wants it, but for what the options change. */
  token(options: TokenOptions): Promise<string>;
  /** The same with algorithm `none` and no signature. */
  unsignedToken(options: TokenOptions): string;
}

const LIFE_S = 300;

/** A new key pair (EC P-256) and its files in a temporary folder. */
export async function testIdentity(issuer: string, subject = issuer.split(':').at(-1) ?? issuer): Promise<TestIdentity> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  const privateKey = createPrivateKey(pair.privateKey);
  const publicKey = createPublicKey(pair.publicKey);
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' }) as Record<'kty' | 'crv' | 'x' | 'y', string>;
  const kid = await calculateJwkThumbprint({ kty, crv, x, y });
  const jwks = { keys: [{ kty, crv, x, y, kid, use: 'sig', alg: 'ES256' }] };
  const folder = temporaryFolder('identity');
  const keyFile = join(folder, 'key.pem');
  const jwksFile = join(folder, 'jwks.json');
  await writeFile(keyFile, pair.privateKey, { mode: 0o600 });
  await writeFile(jwksFile, JSON.stringify(jwks));

  const payload = (options: TokenOptions): Buffer => {
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: issuer, sub: subject, client_id: subject, aud: options.audience, scope: options.scope ?? '', iat: now, exp: now + LIFE_S, jti: randomUUID() };
    return Buffer.from(JSON.stringify({ ...usual, ...options.claims }));
  };
  return {
    issuer, subject, kid, privateKey, publicKey, jwks, keyFile, jwksFile,
    token: (options) => {
      const header = { alg: 'ES256', typ: 'at+jwt', kid, ...options.header };
      // A critical extension is refused by the signing library unless it is told to know it.
      const crit = Object.fromEntries(((header as { crit?: string[] }).crit ?? []).map((name) => [name, true]));
      return new CompactSign(payload(options)).setProtectedHeader(header).sign(options.key ?? privateKey, { crit });
    },
    unsignedToken: (options) => {
      const header = { typ: 'at+jwt', kid, ...options.header, alg: 'none' };
      return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload(options).toString('base64url')}.`;
    },
  };
}

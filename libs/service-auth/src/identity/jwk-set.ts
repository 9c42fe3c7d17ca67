import { createHash, createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';

/** A public key as published: no private member is ever among these. */
export interface PublicJwk extends JsonWebKey {
  readonly kid: string;
}

export interface JwkSet {
  readonly keys: readonly PublicJwk[];
}

/** The name of a P-256 key: its RFC 7638 thumbprint, so that every instance of a service gives the same key the same name. */
export function thumbprint(key: KeyObject): string {
  const { crv, kty, x, y } = publicMembers(key);
  // RFC 7638: the required members only, in alphabetical order.
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

/** The key as it stands in a JWKS. */
export const publicJwk = (key: KeyObject): PublicJwk => ({ ...publicMembers(key), kid: thumbprint(key), use: 'sig', alg: 'ES256' });

function publicMembers(key: KeyObject): { kty: string; crv: string; x: string; y: string } {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) throw new Error('A signing key must be an EC key on the curve P-256.');
  return { kty, crv, x, y };
}

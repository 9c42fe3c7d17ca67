import { createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { z } from 'zod';

/** No issuer needs more; a set that has more is a mistake or an attack. */
const MOST_KEYS = 100;

const KeySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(MOST_KEYS) });

const EcKey = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() });
const RsaKey = z.object({ kty: z.literal('RSA'), n: z.string(), e: z.string() });
const SigningKey = z.object({ kid: z.string().min(1).default(''), use: z.literal('sig').default('sig') }).and(z.union([EcKey, RsaKey]));

/**
 * The signing keys of a JWKS, by `kid`. Keys of other kinds are passed over, as RFC 7517 asks for; shared secrets
 * (`oct`) are among those, so that a JWKS can never make a symmetric key trusted.
 * @throws when the document is no JWKS
 */
export function readJwkSet(document: unknown): ReadonlyMap<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const entry of KeySet.parse(document).keys) {
    const jwk = SigningKey.safeParse(entry);
    if (!jwk.success) continue;
    const { kid, use: _use, ...members } = jwk.data;
    const key = importKey(members);
    if (key !== undefined) keys.set(kid, key);
  }
  return keys;
}

/** A key whose numbers make no key is passed over as well: one bad entry must not lock out the good ones. */
function importKey(members: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: members, format: 'jwk' });
  } catch {
    return undefined;
  }
}

import { createPublicKey, type KeyObject } from 'node:crypto';
import { readText } from '../definitions/read-text.ts';

const LIMIT = { bytes: 1024 * 1024, kind: 'a JWKS' };

/** The public keys of a JWKS, by which a manifest may have been signed. */
export class KeyFile {
  readonly path: string;
  readonly #keys: ReadonlyMap<string, KeyObject>;

  private constructor(path: string, keys: ReadonlyMap<string, KeyObject>) {
    this.path = path;
    this.#keys = keys;
  }

  /** Keys of another kind than ES256 are left out: others may stand in a JWKS. A sentence where the file is none. */
  static read(path: string): KeyFile | { readonly problem: string } {
    const read = readText(path, LIMIT);
    if ('problem' in read) return read;
    const keys = parseKeys(read.text);
    return keys === null ? { problem: 'is no JWKS: {"keys":[…]}' } : new KeyFile(path, keys);
  }

  get kids(): string[] {
    return [...this.#keys.keys()];
  }

  find(kid: string): KeyObject | undefined {
    return this.#keys.get(kid);
  }
}

function parseKeys(text: string): Map<string, KeyObject> | null {
  const jwks = parseJson(text);
  if (!isRecord(jwks) || !Array.isArray(jwks['keys'])) return null;
  const keys = new Map<string, KeyObject>();
  for (const jwk of jwks['keys'] as readonly unknown[]) {
    if (!isRecord(jwk) || jwk['kty'] !== 'EC' || jwk['crv'] !== 'P-256' || typeof jwk['kid'] !== 'string') continue;
    try {
      // Only what makes up the public half: a private key in the file is not taken for one.
      keys.set(jwk['kid'], createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: String(jwk['x']), y: String(jwk['y']) }, format: 'jwk' }));
    } catch {
      // A point that is not on the curve is no key.
    }
  }
  return keys;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

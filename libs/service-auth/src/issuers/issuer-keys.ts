import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { fetchJson } from './fetch-json.ts';
import { KeyCache } from './key-cache.ts';
import { readJwkSet } from './read-jwk-set.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** The public keys of the trusted issuers, for tokens and for manifests alike. */
export class IssuerKeys {
  readonly #caches: ReadonlyMap<string, KeyCache>;

  constructor(issuers: readonly Pick<TrustedIssuer, 'issuer' | 'jwksUri' | 'jwksFile'>[], clock: Clock) {
    this.#caches = new Map(issuers.map((issuer) => [issuer.issuer, new KeyCache(() => loadKeys(issuer), clock)]));
  }

  /**
   * @returns undefined when the issuer is not trusted or has no such key
   * @throws KeysUnavailable when its keys cannot be fetched now
   */
  async keyFor(issuer: string, kid: string | undefined): Promise<KeyObject | undefined> {
    return this.#caches.get(issuer)?.keyFor(kid);
  }
}

async function loadKeys({ jwksUri, jwksFile }: Pick<TrustedIssuer, 'jwksUri' | 'jwksFile'>): Promise<ReadonlyMap<string, KeyObject>> {
  if (jwksUri !== undefined) return readJwkSet(await fetchJson(jwksUri));
  if (jwksFile !== undefined) return readJwkSet(JSON.parse(await readFile(jwksFile, 'utf8')));
  throw new Error('A trusted issuer needs jwksUri or jwksFile.');
}

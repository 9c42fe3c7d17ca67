import { createHash, timingSafeEqual } from 'node:crypto';
import { Digest, Scope } from '@syncline/contract';
import { z } from 'zod';
import type { Caller } from '../caller.ts';
import { Unauthenticated } from '../unauthenticated.ts';

/** Keys that people forget to replace; a digest of one of these is refused at start. */
const DEFAULT_KEYS = ['', 'changeme', 'change-me', 'secret', 'password', 'api-key', 'apikey', 'default', 'test', 'admin'];
const DEFAULT_DIGESTS = new Set(DEFAULT_KEYS.map((key) => sha256(key).toString('hex')));

/** An entry of `apiKeys` in the configuration file: the digest, never the key. */
export const ApiKey = z.strictObject({
  sha256: Digest.refine((digest) => !DEFAULT_DIGESTS.has(digest), 'is the digest of a well-known default key'),
  clientId: z.string().min(1).max(200),
  scopes: z.array(Scope),
});
export type ApiKey = z.output<typeof ApiKey>;

export const API_KEY_ISSUER = 'urn:syncline:api-key';

/** Callers that cannot sign. Off (every key refused) as long as none is configured. */
export class ApiKeyVerifier {
  readonly #entries: readonly { digest: Buffer; caller: Caller }[];

  constructor(apiKeys: readonly ApiKey[]) {
    this.#entries = apiKeys.map(({ sha256: digest, clientId, scopes }) => ({
      digest: Buffer.from(digest, 'hex'),
      caller: { issuer: API_KEY_ISSUER, subject: clientId, clientId, scopes: new Set(scopes) },
    }));
  }

  get enabled(): boolean {
    return this.#entries.length > 0;
  }

  /** @throws Unauthenticated when the key is not known */
  verify(key: string): Caller {
    const digest = sha256(key);
    // Every entry is compared, so that the time taken does not tell which one came near.
    const matches = this.#entries.filter((entry) => timingSafeEqual(entry.digest, digest));
    const [match] = matches;
    if (match === undefined) throw new Unauthenticated('The API key is not known.');
    return match.caller;
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

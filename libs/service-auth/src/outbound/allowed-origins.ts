import { DomainError } from '@syncline/contract';
import { z } from 'zod';

/** An origin as it is configured: scheme, host and port, nothing else. */
export const Origin = z
  .url({ protocol: /^https?$/ })
  .refine((text) => URL.canParse(text) && [new URL(text).origin, `${new URL(text).origin}/`].includes(text.toLowerCase()), 'must be scheme, host and port only, such as https://sync.example.com:8443')
  .transform((text) => new URL(text).origin);

/** The origins that a service may call. Origins are compared as WHATWG URLs have them: default ports and case do not matter, all else does. */
export class AllowedOrigins {
  readonly #origins: ReadonlySet<string>;

  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins.map((origin) => new URL(origin).origin));
  }

  /**
   * @returns the parsed URL: what was checked is what must be called
   * @throws DomainError ORIGIN_NOT_ALLOWED
   */
  assert(url: string): URL {
    const parsed = URL.parse(url);
    if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) throw notAllowed('Only absolute http and https URLs can be called.');
    if (parsed.username !== '' || parsed.password !== '') throw notAllowed('A URL must not carry a user name or password.');
    if (!this.#origins.has(parsed.origin)) throw notAllowed(`The origin ${parsed.origin} is not among outbound.allowedOrigins of this service.`);
    return parsed;
  }
}

const notAllowed = (detail: string): DomainError => new DomainError('ORIGIN_NOT_ALLOWED', detail);

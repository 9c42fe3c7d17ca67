import type { TestIdentity } from '@syncline/test-kit';

const KEPT_MS = 120_000;

/** A token for the platform, used for a while instead of being signed for each call. */
export class BearerToken {
  #current: { readonly header: Promise<string>; readonly until: number } | null = null;

  constructor(
    private readonly identity: TestIdentity,
    private readonly scope: string,
  ) {}

  header(): Promise<string> {
    const now = performance.now();
    if (this.#current === null || this.#current.until < now) {
      const token = this.identity.token({ audience: 'scheduling-platform', scope: this.scope });
      this.#current = { header: token.then((text) => `Bearer ${text}`), until: now + KEPT_MS };
    }
    return this.#current.header;
  }
}

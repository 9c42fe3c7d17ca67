import type { AuthSetting } from '@syncline/contract';
import type { AnnounceTarget } from '../data-provider.config.ts';

/** The receivers of announcements as the configuration names them now: credentials are read at each try, never stored. */
export class AnnounceTargets {
  readonly pollMs: number;
  readonly #targets: readonly AnnounceTarget[];

  constructor(targets: readonly AnnounceTarget[], pollMs: number) {
    this.#targets = targets;
    this.pollMs = pollMs;
  }

  get urls(): string[] {
    return this.#targets.map(({ url }) => url);
  }

  authFor(url: string): AuthSetting | undefined {
    return this.#targets.find((target) => target.url === url)?.auth;
  }
}

import { DomainError } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import type { Client } from '../catalogue/domain/access.ts';
import { ClientUsage } from './domain/client-usage.ts';
import { DownloadSettings } from './download-settings.ts';

/** A place among the downloads of a client. */
export interface Admission {
  /**
   * Gives it back, whatever became of the download; the second time does nothing.
   * @param sent bytes that were sent of those that were asked for
   */
  leave(sent: number): void;
}

/** Clients remembered; beyond this, those that have nothing under way are forgotten. */
const MOST_REMEMBERED = 1_000;

/**
 * What each client takes of this instance at once and on average, so that one that fetches everything at once leaves room
 * for the others. Kept in memory: limits protect the process and its line, not the data.
 */
@Injectable()
export class DownloadLimits {
  readonly #usages = new Map<string, ClientUsage>();

  constructor(private readonly settings: DownloadSettings) {}

  /** @throws DomainError TOO_MANY_REQUESTS with Retry-After */
  admit(client: Client, bytes: number): Admission {
    const now = performance.now();
    const usage = this.#usageOf(client, now);
    const wait = usage.waitAt(now);
    if (wait !== undefined) throw new DomainError('TOO_MANY_REQUESTS', wait.reason, { retryAfterSeconds: wait.seconds });
    usage.begin(bytes);
    let hasLeft = false;
    return {
      leave: (sent) => {
        if (!hasLeft) usage.end(Math.max(0, bytes - sent));
        hasLeft = true;
      },
    };
  }

  #usageOf({ issuer, clientId }: Client, now: number): ClientUsage {
    const name = JSON.stringify([issuer, clientId]);
    const known = this.#usages.get(name);
    if (known !== undefined) return known;
    if (this.#usages.size >= MOST_REMEMBERED) this.#forgetIdle(now);
    const usage = new ClientUsage(this.settings, now);
    this.#usages.set(name, usage);
    return usage;
  }

  #forgetIdle(now: number): void {
    for (const [name, usage] of this.#usages) if (usage.isIdleAt(now)) this.#usages.delete(name);
  }
}

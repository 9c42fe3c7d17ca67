import type { KeyObject } from 'node:crypto';
import type { Clock } from '../clock.ts';

/**
 * Keys of one issuer, kept in memory.
 *
 * Fetched when first asked for, never before: a service starts while the others do not run yet. Kept for ten minutes,
 * then fetched again, so that a key an issuer withdrew is not trusted for longer. An unknown `kid` may be a key that
 * was added since: it makes a fetch too, but at most every 30 seconds, or anybody could drive the issuer with invented
 * names. When a fetch fails, the last good keys stay in use, because an issuer that is down for a while has not
 * withdrawn anything; so a name that is not among them is wrong; where there are none yet, asking again is allowed after a second, and until then the answer is
 * "cannot tell" (`KeysUnavailable`), which is not "wrong". All who ask at once share one fetch.
 */
const KEPT_MS = 10 * 60_000;
const REFETCH_PAUSE_MS = 30_000;
const FIRST_FETCH_PAUSE_MS = 1_000;

/** The keys that would decide cannot be had now; asking again later makes sense. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

export class KeyCache {
  readonly #load: () => Promise<ReadonlyMap<string, KeyObject>>;
  readonly #clock: Clock;
  #keys: ReadonlyMap<string, KeyObject> | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #failure: unknown;
  #inFlight: Promise<void> | undefined;

  constructor(load: () => Promise<ReadonlyMap<string, KeyObject>>, clock: Clock) {
    this.#load = load;
    this.#clock = clock;
  }

  /**
   * @param kid as named by the signature; undefined picks the only key, if there is only one
   * @returns undefined when the issuer has no such key
   * @throws KeysUnavailable when that cannot be told, because fetching failed
   */
  async keyFor(kid: string | undefined): Promise<KeyObject | undefined> {
    const isStale = this.#now() - this.#fetchedAt >= KEPT_MS;
    if (isStale || this.#find(kid) === undefined) await this.#refresh();
    const key = this.#find(kid);
    if (this.#keys === undefined && this.#failure !== undefined) throw new KeysUnavailable('The keys of the issuer cannot be fetched.', { cause: this.#failure });
    return key;
  }

  #find(kid: string | undefined): KeyObject | undefined {
    if (kid !== undefined) return this.#keys?.get(kid);
    return this.#keys?.size === 1 ? this.#keys.values().next().value : undefined;
  }

  async #refresh(): Promise<void> {
    const pause = this.#keys === undefined ? FIRST_FETCH_PAUSE_MS : REFETCH_PAUSE_MS;
    if (this.#inFlight === undefined && this.#now() - this.#triedAt < pause) return;
    this.#inFlight ??= this.#fetch().finally(() => (this.#inFlight = undefined));
    await this.#inFlight;
  }

  async #fetch(): Promise<void> {
    this.#triedAt = this.#now();
    try {
      this.#keys = await this.#load();
      this.#fetchedAt = this.#now();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
    }
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

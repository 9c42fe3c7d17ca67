import { fullBudget, refill, secondsUntilLeft, take, type ByteBudget } from './byte-budget.ts';

/** What a client may take at once and on average. */
export interface DownloadAllowance {
  readonly concurrentDownloads: number;
  /** Undefined: no limit. */
  readonly bytesPerSecond?: number | undefined;
}

/** Why a client must wait, and how long it should, in seconds. */
export interface Wait {
  readonly reason: string;
  readonly seconds: number;
}

/** No shorter pause makes sense to a client that has as many downloads as it may. */
const ASK_AGAIN_SECONDS = 1;

/** What one client has under way and may still take. Time is told by the caller, in milliseconds that only go forward. */
export class ClientUsage {
  readonly #allowance: DownloadAllowance;
  #active = 0;
  #budget: ByteBudget | undefined;

  constructor(allowance: DownloadAllowance, now: number) {
    this.#allowance = allowance;
    this.#budget = allowance.bytesPerSecond === undefined ? undefined : fullBudget(allowance.bytesPerSecond, now);
  }

  /** Undefined: another download may begin. */
  waitAt(now: number): Wait | undefined {
    const { concurrentDownloads, bytesPerSecond = 0 } = this.#allowance;
    if (this.#active >= concurrentDownloads) return { reason: `${this.#active} parts are being sent to this client, as many as it may have at once.`, seconds: ASK_AGAIN_SECONDS };
    if (this.#budget === undefined) return undefined;
    this.#budget = refill(this.#budget, bytesPerSecond, now);
    const seconds = secondsUntilLeft(this.#budget, bytesPerSecond);
    return seconds > 0 ? { reason: `This client has been sent as much as it may have for now: ${bytesPerSecond} bytes a second on average.`, seconds } : undefined;
  }

  begin(bytes: number): void {
    this.#active += 1;
    if (this.#budget !== undefined) this.#budget = take(this.#budget, bytes);
  }

  /** @param unsent bytes of this download that were not sent after all */
  end(unsent: number): void {
    this.#active -= 1;
    if (this.#budget !== undefined) this.#budget = take(this.#budget, -unsent);
  }

  /** Nothing is under way and nothing owed: forgetting it changes nothing. */
  isIdleAt(now: number): boolean {
    return this.#active === 0 && this.waitAt(now) === undefined;
  }
}

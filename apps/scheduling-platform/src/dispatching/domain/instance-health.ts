/**
 * Which instance of a target gets the next dispatch: in turn, passing over those that failed a short while ago. Kept
 * by each node for itself; that is enough, because a wrong guess costs one failed call and no attempt.
 */
export class InstanceHealth {
  readonly #passOverMs: number;
  readonly #failedAt = new Map<string, number>();
  /** Of each list of instances its own: two targets that are called by turns would else each get only every other turn. */
  readonly #turns = new Map<string, number>();

  /** @param passOverMs how long an instance that failed is left alone */
  constructor(passOverMs: number) {
    this.#passOverMs = passOverMs;
  }

  /** The next instance in turn that is not passed over; if all are, the next in turn all the same. */
  choose(urls: readonly string[], now: Date): string {
    const healthy = urls.filter((url) => this.isHealthy(url, now));
    const candidates = healthy.length > 0 ? healthy : urls;
    const target = urls.join(' ');
    const turn = (this.#turns.get(target) ?? 0) % Number.MAX_SAFE_INTEGER;
    this.#turns.set(target, turn + 1);
    const chosen = candidates[turn % candidates.length];
    if (chosen === undefined) throw new RangeError('A target needs at least one URL');
    return chosen;
  }

  isHealthy(url: string, now: Date): boolean {
    const failedAt = this.#failedAt.get(url);
    return failedAt === undefined || now.getTime() - failedAt >= this.#passOverMs;
  }

  failed(url: string, now: Date): void {
    this.#failedAt.set(url, now.getTime());
  }

  succeeded(url: string): void {
    this.#failedAt.delete(url);
  }
}

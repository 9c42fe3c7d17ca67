import { DomainError } from '@syncline/contract';

/** Lets so many do their work at once; the others wait, in the order in which they came, and not for ever. */
export class Turns {
  #free: number;
  readonly #longestWaitMs: number;
  #waiting: (() => void)[] = [];

  constructor(atOnce: number, longestWaitMs: number) {
    this.#free = atOnce;
    this.#longestWaitMs = longestWaitMs;
  }

  /** @throws DomainError SERVICE_UNAVAILABLE when there was no turn in time */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((waiting) => waiting !== begin);
        reject(new DomainError('SERVICE_UNAVAILABLE', 'As many are reading outputs as can be served at once.', { retryAfterSeconds: 10 }));
      }, this.#longestWaitMs);
      this.#waiting.push(begin);
    });
  }
}

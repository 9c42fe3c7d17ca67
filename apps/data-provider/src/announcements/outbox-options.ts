import type { AnnounceOptions } from './announce.ts';

/** To whom closed dates are told, and in whose name. */
export class OutboxOptions {
  readonly #source: string;
  readonly #urls: readonly string[];

  constructor(source: string, urls: readonly string[]) {
    this.#source = source;
    this.#urls = urls;
  }

  at(time: Date, traceparent: string | null): AnnounceOptions {
    return { source: this.#source, urls: this.#urls, time, traceparent };
  }
}

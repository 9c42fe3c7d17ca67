/** Bytes a second that a source must bring on the average of its patience; less is as good as nothing. */
const SLOWEST_BYTES_PER_SECOND = 1024;

/** The source is there, and brings less than anybody could wait for. */
export class SourceTooSlow extends Error {
  override readonly name = 'SourceTooSlow';
}

/**
 * How long somebody waited for a source and what came of it, over as many connections as it took. Only waiting counts: time
 * in which the bytes that are here were not taken yet is not the source's.
 */
export class Patience {
  readonly #windowMs: number;
  readonly #onWaited: (ms: number) => void;
  #waitedMs = 0;
  #bytes = 0;

  /** @param idleMs a silent connection is dropped after this; two of them in a row use the patience up */
  constructor(idleMs: number, onWaited: (ms: number) => void = () => undefined) {
    this.#windowMs = 2 * idleMs;
    this.#onWaited = onWaited;
  }

  /** @throws SourceTooSlow */
  waited(ms: number, bytes: number): void {
    this.#onWaited(ms);
    this.#waitedMs += ms;
    this.#bytes += bytes;
    if (this.#waitedMs < this.#windowMs) return;
    if (this.#bytes < SLOWEST_BYTES_PER_SECOND * this.#waitedMs / 1000) {
      throw new SourceTooSlow(`it brought ${this.#bytes} bytes in ${Math.round(this.#waitedMs / 1000)} s`);
    }
    [this.#waitedMs, this.#bytes] = [0, 0];
  }
}

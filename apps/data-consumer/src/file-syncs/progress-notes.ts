/**
 * Writes the newest progress, one write at a time: while one is under way, newer figures replace each other, so that a slow
 * database slows the notes and not the thread. A note that fails is no loss.
 */
export class ProgressNotes {
  readonly #write: (rowsSeen: number, bytesSeen: number) => Promise<void>;
  #latest: readonly [number, number] | null = null;
  #writing: Promise<void> | null = null;

  constructor(write: (rowsSeen: number, bytesSeen: number) => Promise<void>) {
    this.#write = write;
  }

  note(rowsSeen: number, bytesSeen: number): void {
    this.#latest = [rowsSeen, bytesSeen];
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when nothing is being written any more. */
  async close(): Promise<void> {
    this.#latest = null;
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#latest !== null) {
      const [rowsSeen, bytesSeen] = this.#latest;
      this.#latest = null;
      await this.#write(rowsSeen, bytesSeen).catch(() => undefined);
    }
    this.#writing = null;
  }
}

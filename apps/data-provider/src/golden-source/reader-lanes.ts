import type { SourceReader, SourceSnapshot } from './golden-source.ts';

/**
 * The readers of one snapshot: at most so many connections at once, whatever is asked for. Whoever comes when all are at
 * work waits for its turn, in order of coming; a connection is used again by the next, unless its work failed (its
 * transaction is broken then). When the signal of a work fires, its connection is cut: a statement in work would not
 * notice it.
 */
export class ReaderLanes {
  readonly #snapshot: Pick<SourceSnapshot, 'openReader'>;
  readonly #idle: SourceReader[] = [];
  readonly #queue: (() => void)[] = [];
  #free: number;

  constructor(snapshot: Pick<SourceSnapshot, 'openReader'>, count: number) {
    this.#snapshot = snapshot;
    this.#free = count;
  }

  async use<T>(signal: AbortSignal, work: (reader: SourceReader) => Promise<T>): Promise<T> {
    await this.#turn();
    try {
      signal.throwIfAborted();
      const reader = this.#idle.pop() ?? (await this.#snapshot.openReader());
      const result = await cutBy(signal, reader, work);
      this.#idle.push(reader);
      return result;
    } finally {
      this.#free += 1;
      this.#queue.shift()?.();
    }
  }

  /** When nothing is at work any more. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((reader) => reader.close()));
  }

  async #turn(): Promise<void> {
    while (this.#free === 0) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#free -= 1;
  }
}

async function cutBy<T>(signal: AbortSignal, reader: SourceReader, work: (reader: SourceReader) => Promise<T>): Promise<T> {
  const cut = (): void => void reader.close();
  signal.addEventListener('abort', cut);
  try {
    // It may have fired while the connection was being opened.
    signal.throwIfAborted();
    return await work(reader);
  } catch (error) {
    await reader.close();
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

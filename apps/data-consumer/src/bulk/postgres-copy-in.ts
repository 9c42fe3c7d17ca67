import { once } from 'node:events';
import type { Connection, Submittable } from 'pg';

/** Of a message of the protocol: its letter and four bytes of length, which count themselves. */
const HEADER_BYTES = 5;
const COPY_DATA = 0x64;
const COPY_DONE = 0x63;

/**
 * One `COPY … FROM STDIN`, as a query that the driver's client runs in its turn; it may be the last of several statements.
 *
 * Written by hand for two things that the usual stream (pg-copy-streams 7.0.0) does not do. When the server refuses a row,
 * the wait ends with the server's own error and the connection stays usable, so that a savepoint can be gone back to; there,
 * the stream waits for an answer to its own CopyFail that never comes. And a chunk goes out with its header in one write.
 */
export class PostgresCopyIn implements Submittable {
  readonly #sql: string;
  readonly #failure = new AbortController();
  readonly #started: Promise<void>;
  readonly #ended: Promise<void>;
  #connection: Connection | undefined;
  #start: () => void = () => undefined;
  #end: () => void = () => undefined;
  #rows = 0;

  constructor(sql: string) {
    this.#sql = sql;
    this.#started = this.#unlessFailed((done) => { this.#start = done; });
    this.#ended = this.#unlessFailed((done) => { this.#end = done; });
  }

  /** Resolves when the server wants rows. @throws what the server said */
  async started(): Promise<void> {
    await this.#started;
  }

  /** Waits while the connection is full, so that a slow server slows whoever writes. @throws what the server said */
  async write(chunk: Buffer): Promise<void> {
    const { stream } = this.#usable();
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header[0] = COPY_DATA;
    header.writeUInt32BE(chunk.length + HEADER_BYTES - 1, 1);
    stream.cork();
    stream.write(header);
    const isFull = !stream.write(chunk);
    stream.uncork();
    // A failure ends the wait; `#usable` then says why, at the next call.
    if (isFull) await once(stream, 'drain', { signal: this.#failure.signal }).catch(() => undefined);
  }

  /** After the last chunk. @returns how many rows the server took @throws what the server said */
  async end(): Promise<number> {
    this.#usable().stream.write(Buffer.from([COPY_DONE, 0, 0, 0, HEADER_BYTES - 1]));
    await this.#ended;
    return this.#rows;
  }

  submit(connection: Connection): void {
    this.#connection = connection;
    connection.query(this.#sql);
  }

  handleCopyInResponse(): void {
    this.#start();
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#rows = Number(/^COPY (\d+)$/.exec(text)?.[1] ?? 0);
  }

  handleReadyForQuery(): void {
    this.#end();
  }

  /** Of the server, or because the connection is gone. What is still sent of this copy the server drops. */
  handleError(error: Error): void {
    this.#failure.abort(error);
  }

  #usable(): Connection {
    this.#failure.signal.throwIfAborted();
    if (this.#connection === undefined) throw new Error('the copy has not begun');
    return this.#connection;
  }

  #unlessFailed(settle: (done: () => void) => void): Promise<void> {
    const promise = new Promise<void>((resolve, reject) => {
      settle(resolve);
      this.#failure.signal.addEventListener('abort', () => reject(this.#failure.signal.reason as Error), { once: true });
    });
    // Nobody may be waiting when it fails; whoever asks later hears of it.
    promise.catch(() => undefined);
    return promise;
  }
}

import type { Connection, Submittable } from 'pg';
import { RowBlocks, type RowBlock } from '../row-blocks.ts';

/** Blocks that wait for their reader before the server is asked to wait: with lanes side by side, a few megabytes. */
const MOST_WAITING = 4;

/**
 * A `COPY (…) TO STDOUT` as blocks of rows.
 *
 * The server sends one message a row (the protocol says so), so that rows are told apart without reading a byte of them:
 * that is why this is not `pg-copy-streams`, which gives bytes. Back-pressure is the socket's: when the reader is behind,
 * it is paused, and the server waits.
 */
export class CopyRows implements Submittable, AsyncIterable<RowBlock> {
  readonly #text: string;
  readonly #blocks: RowBlocks;
  readonly #waiting: RowBlock[] = [];
  #connection: Connection | undefined;
  #rows = 0;
  #hasEnded = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  constructor(select: string, partRows: number) {
    this.#text = `COPY (${select}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')`;
    this.#blocks = new RowBlocks(partRows);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RowBlock> {
    for (;;) {
      if (this.#error !== undefined) throw this.#error;
      const block = this.#waiting.shift();
      if (block !== undefined) {
        if (this.#waiting.length === 0) this.#connection?.stream.resume();
        yield block;
      } else if (this.#hasEnded) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  submit(connection: Connection): void {
    this.#connection = connection;
    connection.query(this.#text);
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    this.#rows += 1;
    this.#push(this.#blocks.add(chunk));
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    if (text !== `COPY ${this.#rows}`) this.#error = new Error(`the source says "${text}" after ${this.#rows} rows`);
  }

  handleError(error: unknown): void {
    this.#error = error;
    this.#wake?.();
  }

  handleReadyForQuery(): void {
    this.#push(this.#blocks.end());
    this.#hasEnded = true;
    this.#wake?.();
  }

  #push(blocks: readonly RowBlock[]): void {
    if (blocks.length === 0) return;
    this.#waiting.push(...blocks);
    if (this.#waiting.length >= MOST_WAITING) this.#connection?.stream.pause();
    this.#wake?.();
  }
}

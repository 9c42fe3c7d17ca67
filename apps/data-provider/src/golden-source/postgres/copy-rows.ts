import type { Socket } from 'node:net';
import type { Connection, Submittable } from 'pg';
import { RowBlocks, type RowBlock } from '../row-blocks.ts';

/** Blocks that wait for their reader before the server is asked to wait: with lanes side by side, a few megabytes. */
const MOST_WAITING = 4;

/** A message is its code and its length (with itself, without the code), then that many bytes. */
const HEADER_BYTES = 5;
const COPY_DATA = 0x64;
const COPY_DONE = 0x63;
const ERROR_RESPONSE = 0x45;

type OnData = (chunk: Buffer) => void;

/**
 * A `COPY (…) TO STDOUT` as blocks of rows.
 *
 * The server sends one message a row (the protocol says so), so that rows are told apart without reading a byte of them.
 * While rows come, the messages are taken from the socket itself, and what comes after them is the driver's again: for
 * every message it would make two objects, 2,000,000 for 1,000,000 rows, which cost 100 MB of memory in the making.
 * (`pg-copy-streams` takes the socket in the same way, and gives bytes without an end of a row.) Back-pressure is the
 * socket's: when the reader is behind, it is paused, and the server waits.
 */
export class CopyRows implements Submittable, AsyncIterable<RowBlock> {
  readonly #text: string;
  readonly #blocks: RowBlocks;
  readonly #waiting: RowBlock[] = [];
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #socket: Socket | undefined;
  #driver: OnData | undefined;
  /** Bytes of the header that are there; of the message, that are still to come. */
  #headed = 0;
  #left = 0;
  #isRow = false;
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
        if (this.#waiting.length === 0) this.#socket?.resume();
        yield block;
        this.#blocks.recycle(block);
      } else if (this.#hasEnded) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  submit(connection: Connection): void {
    this.#socket = connection.stream as Socket;
    [this.#driver] = this.#socket.listeners('data') as OnData[];
    if (this.#driver !== undefined) this.#socket.removeListener('data', this.#driver);
    this.#socket.on('data', this.#onData);
    connection.query(this.#text);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    if (text !== `COPY ${this.#rows}`) this.handleError(new Error(`the source says "${text}" after ${this.#rows} rows`));
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

  readonly #onData: OnData = (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (this.#left > 0) {
        at = this.#content(chunk, at);
      } else {
        const copied = chunk.copy(this.#header, this.#headed, at, at + HEADER_BYTES - this.#headed);
        this.#headed += copied;
        at += copied;
        if (this.#headed === HEADER_BYTES && !this.#begin()) return this.#handBack(chunk.subarray(at));
      }
    }
  };

  /** @returns false where the rows have ended, well or not */
  #begin(): boolean {
    const code = this.#header[0];
    if (code === COPY_DONE || code === ERROR_RESPONSE) return false;
    this.#headed = 0;
    this.#left = this.#header.readUInt32BE(1) - 4;
    // All else (the answer that rows will come, notices, settings) says nothing of rows.
    this.#isRow = code === COPY_DATA;
    if (!this.#isRow) return true;
    this.#rows += 1;
    this.#push(this.#blocks.begin(this.#left));
    return true;
  }

  #content(chunk: Buffer, from: number): number {
    const to = Math.min(chunk.length, from + this.#left);
    this.#left -= to - from;
    if (this.#isRow) {
      this.#blocks.append(chunk, from, to);
      if (this.#left === 0) this.#push(this.#blocks.finish());
    }
    return to;
  }

  #handBack(rest: Buffer): void {
    this.#socket?.removeListener('data', this.#onData);
    if (this.#driver === undefined) return;
    this.#socket?.on('data', this.#driver);
    this.#driver(Buffer.concat([this.#header, rest]));
  }

  #push(blocks: readonly RowBlock[]): void {
    if (blocks.length === 0) return;
    this.#waiting.push(...blocks);
    if (this.#waiting.length >= MOST_WAITING) this.#socket?.pause();
    this.#wake?.();
  }
}

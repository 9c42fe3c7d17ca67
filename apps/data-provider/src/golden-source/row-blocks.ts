/** Whole rows of one part in canonical form, one behind the other. Its bytes are there until the next block is asked for. */
export interface RowBlock {
  readonly bytes: Buffer;
  readonly rows: number;
  /** Where the first row ends in `bytes`, and where the last one begins. */
  readonly firstEnd: number;
  readonly lastStart: number;
  /** The part has as many rows as a part may have: the next block belongs to the next one. */
  readonly isFull: boolean;
}

/**
 * Bytes of a block, unless one row alone has more. A source sends rows one by one: digesting, compressing and writing them
 * one by one costs more than the work itself. Blocks are filled by content alone, never by how the network cut it, so that
 * the same rows always compress to the same bytes: equal parts of two extracts are one file.
 */
const BLOCK_BYTES = 256 * 1024;

/** Puts rows together to blocks. A row comes whole (`add`), or in pieces as the network cut it (`begin`, `append`, `finish`). */
export class RowBlocks {
  readonly #partRows: number;
  /** Of blocks that nobody needs any more: else a long read would leave its whole length to the garbage collector. */
  readonly #free: Buffer[] = [];
  #bytes: Buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  #length = 0;
  #rows = 0;
  #firstEnd = 0;
  #lastStart = 0;
  #rowsOfPart = 0;

  constructor(partRows: number) {
    this.#partRows = partRows;
  }

  /** @returns the blocks that the row has completed */
  add(row: Buffer): RowBlock[] {
    const before = this.begin(row.length);
    this.append(row, 0, row.length);
    return [...before, ...this.finish()];
  }

  /** A row of that many bytes begins. @returns the block that has no room for it */
  begin(length: number): RowBlock[] {
    const before = this.#length > 0 && this.#length + length > this.#bytes.length ? [this.#take(false)] : [];
    if (length > this.#bytes.length) this.#bytes = Buffer.allocUnsafe(length);
    this.#lastStart = this.#length;
    return before;
  }

  append(source: Buffer, from: number, to: number): void {
    source.copy(this.#bytes, this.#length, from, to);
    this.#length += to - from;
  }

  /** The row has ended. @returns the block that ends its part with it */
  finish(): RowBlock[] {
    this.#rows += 1;
    if (this.#rows === 1) this.#firstEnd = this.#length;
    this.#rowsOfPart += 1;
    if (this.#rowsOfPart < this.#partRows) return [];
    this.#rowsOfPart = 0;
    return [this.#take(true)];
  }

  /** What is left when the rows have ended. */
  end(): RowBlock[] {
    return this.#rows === 0 ? [] : [this.#take(false)];
  }

  /** Nobody reads the bytes of this block any more. */
  recycle({ bytes }: RowBlock): void {
    if (bytes.buffer.byteLength === BLOCK_BYTES) this.#free.push(Buffer.from(bytes.buffer));
  }

  #take(isFull: boolean): RowBlock {
    const block = { bytes: this.#bytes.subarray(0, this.#length), rows: this.#rows, firstEnd: this.#firstEnd, lastStart: this.#lastStart, isFull };
    this.#bytes = this.#free.pop() ?? Buffer.allocUnsafe(BLOCK_BYTES);
    this.#length = 0;
    this.#rows = 0;
    return block;
  }
}

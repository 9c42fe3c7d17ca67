/** Whole rows of one part in canonical form, one behind the other. */
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

/** Puts rows together to blocks. */
export class RowBlocks {
  readonly #partRows: number;
  #bytes = Buffer.allocUnsafe(BLOCK_BYTES);
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
    const before = this.#length > 0 && this.#length + row.length > this.#bytes.length ? [this.#take(false)] : [];
    if (row.length > this.#bytes.length) this.#bytes = Buffer.allocUnsafe(row.length);
    this.#lastStart = this.#length;
    row.copy(this.#bytes, this.#length);
    this.#length += row.length;
    this.#rows += 1;
    if (this.#rows === 1) this.#firstEnd = this.#length;
    this.#rowsOfPart += 1;
    if (this.#rowsOfPart < this.#partRows) return before;
    this.#rowsOfPart = 0;
    return [...before, this.#take(true)];
  }

  /** What is left when the rows have ended. */
  end(): RowBlock[] {
    return this.#rows === 0 ? [] : [this.#take(false)];
  }

  #take(isFull: boolean): RowBlock {
    const block = { bytes: this.#bytes.subarray(0, this.#length), rows: this.#rows, firstEnd: this.#firstEnd, lastStart: this.#lastStart, isFull };
    this.#bytes = Buffer.allocUnsafe(BLOCK_BYTES);
    this.#length = 0;
    this.#rows = 0;
    return block;
  }
}

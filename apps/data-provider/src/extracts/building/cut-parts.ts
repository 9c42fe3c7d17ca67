import type { RowBlock } from '../../golden-source/row-blocks.ts';

/** The rows of one part while they are being read: `blocks` must be read to their end, then the rest is known. */
export interface PartOfRun {
  readonly blocks: AsyncIterable<Buffer>;
  /** To be asked once the blocks have ended. */
  readonly summary: () => PartSummary;
}

export interface PartSummary {
  readonly rows: number;
  /** The first and the last row, in canonical form. */
  readonly firstRow: string;
  readonly lastRow: string;
}

/** Cuts the rows of a run into its parts, as they come. A part is given out when its first row is there: no part is empty. */
export async function* cutParts(run: AsyncIterable<RowBlock>): AsyncGenerator<PartOfRun> {
  const source = run[Symbol.asyncIterator]();
  try {
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield partFrom(next.value, source);
  } finally {
    // Whoever gives up in the middle lets the source know.
    await source.return?.();
  }
}

function partFrom(first: RowBlock, source: AsyncIterator<RowBlock>): PartOfRun {
  let rows = 0;
  let lastRow = '';
  const firstRow = first.bytes.toString('utf8', 0, first.firstEnd);
  async function* blocks(): AsyncGenerator<Buffer> {
    for (let block: RowBlock | undefined = first; block !== undefined; ) {
      const { bytes, isFull }: RowBlock = block;
      rows += block.rows;
      // Now: the bytes are gone when the next block is asked for.
      lastRow = bytes.toString('utf8', block.lastStart);
      yield bytes;
      block = isFull ? undefined : await following(source);
    }
  }
  return { blocks: blocks(), summary: () => ({ rows, firstRow, lastRow }) };
}

async function following(source: AsyncIterator<RowBlock>): Promise<RowBlock | undefined> {
  const next = await source.next();
  return next.done === true ? undefined : next.value;
}

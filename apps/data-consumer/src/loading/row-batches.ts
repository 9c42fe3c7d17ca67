/** Rows as they came, each with its line feed, and the number of the first of them within their part, from 1. */
export interface RowBatch {
  readonly firstLine: number;
  readonly rows: readonly Buffer[];
}

/** Bytes of which no rows can be made: they are no CSV, whatever a table says of them. */
export class NoRow extends Error {
  override readonly name = 'NoRow';
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const MOST_ROWS = 1000;
const MOST_BYTES = 1024 * 1024;
/** More than any row that a target could sensibly hold; what a quote that is never closed would make of the rest of a part. */
const LONGEST_ROW = 16 * 1024 * 1024;

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/**
 * Cuts canonical bytes into batches of rows without reading the rows: only at line feeds outside of quotes, as the database
 * does. Memory is one batch and one row, whatever the part's size.
 * @throws NoRow for a row without its line feed, or longer than any row can be
 */
export async function* rowBatches(bytes: AsyncIterable<Buffer>): AsyncGenerator<RowBatch> {
  let firstLine = 1;
  let rows: Buffer[] = [];
  let size = 0;
  const begun: Buffer[] = [];
  let begunSize = 0;
  let isQuoted = false;
  for await (const chunk of bytes) {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (chunk[at] === QUOTE) isQuoted = !isQuoted;
      if (chunk[at] !== LINE_FEED || isQuoted) continue;
      const end = chunk.subarray(start, at + 1);
      rows.push(begun.length === 0 ? end : Buffer.concat([...begun.splice(0), end]));
      size += begunSize + end.length;
      begunSize = 0;
      start = at + 1;
      if (rows.length < MOST_ROWS && size < MOST_BYTES) continue;
      yield { firstLine, rows };
      firstLine += rows.length;
      [rows, size] = [[], 0];
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
    begunSize += chunk.length - start;
    if (begunSize > LONGEST_ROW) throw new NoRow(`is longer than ${LONGEST_ROW} bytes: a quote is never closed`, firstLine + rows.length);
  }
  if (rows.length > 0) yield { firstLine, rows };
  if (begunSize > 0) throw new NoRow('has no line feed at its end', firstLine + rows.length);
}

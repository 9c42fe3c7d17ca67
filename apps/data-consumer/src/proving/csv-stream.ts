import { parseCsvRows, type Field } from '@syncline/extract-format/rows';

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/**
 * Rows from canonical bytes in pieces of any size. Cuts only at line feeds outside of quotes (neither byte occurs inside a
 * longer UTF-8 sequence) and leaves the reading of fields to the format's own parser.
 */
export async function* rowsOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Field[]> {
  const pending: Buffer[] = [];
  let isQuoted = false;
  for await (const chunk of bytes) {
    let end = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (chunk[at] === QUOTE) isQuoted = !isQuoted;
      else if (chunk[at] === LINE_FEED && !isQuoted) end = at + 1;
    }
    if (end > 0) {
      yield* parseCsvRows(Buffer.concat([...pending.splice(0), chunk.subarray(0, end)]).toString('utf8'));
    }
    if (end < chunk.length) pending.push(chunk.subarray(end));
  }
  if (pending.length > 0) yield* parseCsvRows(Buffer.concat(pending).toString('utf8'));
}

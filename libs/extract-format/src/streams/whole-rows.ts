import { MalformedRowError } from '../canonical/csv-row.ts';

/** UTF-16 units that one row may have, so that a quote that never closes does not fill the memory. */
const MOST_UNITS_OF_ROW = 256 * 1024 * 1024;

const QUOTE_OR_END = /["\n]/g;

/**
 * Text from bytes, in pieces that end where a row ends; the last piece may be no whole row, which `parseCsvRows` says then.
 * A line feed ends a row where the quotes before it are even in number, since quotes inside of quotes are doubled.
 * @throws MalformedRowError on bytes that are not UTF-8, or a row without end
 */
export async function* wholeRows(bytes: AsyncIterable<Buffer>, mostUnitsOfRow = MOST_UNITS_OF_ROW): AsyncGenerator<string> {
  // A byte order mark would be text; it is kept.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  let isQuoted = false;
  let read = 0;
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new MalformedRowError('bytes that are not UTF-8', read);
    }
  };
  for await (const chunk of bytes) {
    const text = decode(chunk);
    let end = 0;
    QUOTE_OR_END.lastIndex = 0;
    for (let found = QUOTE_OR_END.exec(text); found !== null; found = QUOTE_OR_END.exec(text)) {
      if (found[0] === '"') isQuoted = !isQuoted;
      else if (!isQuoted) end = found.index + 1;
    }
    if (end > 0) {
      yield rest + text.slice(0, end);
      rest = '';
    }
    rest += text.slice(end);
    read += text.length;
    if (rest.length > mostUnitsOfRow) throw new MalformedRowError(`a row of more than ${mostUnitsOfRow} characters`, read - rest.length);
  }
  rest += decode();
  if (rest !== '') yield rest;
}

/**
 * The rows of the canonical form: CSV in UTF-8, ended by LF, no header, quoted exactly as PostgreSQL's `COPY … (FORMAT csv)`
 * quotes, so that PostgreSQL can write and read a part without any code of ours between.
 *
 * One row has one spelling. `parseCsvRows` therefore is the exact inverse of `encodeRow`: it refuses whatever `encodeRow`
 * cannot have written (needless quotes, a bare CR, a quote inside an unquoted field, a last line without LF), because two
 * spellings of one row would have two digests.
 */

/** A field's canonical text; null is NULL and is not the same as the empty text. */
export type Field = string | null;

const NEEDS_QUOTES = /[",\r\n]/;

const mustQuote = (text: string, columnCount: number): boolean =>
  text === '' || NEEDS_QUOTES.test(text) || (columnCount === 1 && text === '\\.');

/**
 * One field of a row of `columnCount` columns. The count matters for `\.` alone: in a one-column row PostgreSQL would read
 * it as the end of the data.
 */
export const encodeField = (text: Field, columnCount: number): string => {
  if (text === null) return '';
  return mustQuote(text, columnCount) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** A row with its line feed. */
export const encodeRow = (fields: readonly Field[]): string =>
  `${fields.map((field) => encodeField(field, fields.length)).join(',')}\n`;

/** Text that is no row of the canonical form. `offset` counts UTF-16 units from the beginning of the text. */
export class MalformedRowError extends Error {
  override readonly name = 'MalformedRowError';
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(`${message} at offset ${offset}`);
    this.offset = offset;
  }
}

interface Scanned {
  readonly field: Field;
  readonly quoted: boolean;
  /** The offset of the comma or line feed that ends the field. */
  readonly end: number;
}

const UNQUOTED_END = /[",\r\n]/g;

function scanUnquoted(text: string, start: number): Scanned {
  UNQUOTED_END.lastIndex = start;
  const end = UNQUOTED_END.exec(text)?.index ?? text.length;
  const stop = text[end];
  if (stop === '"') throw new MalformedRowError('a quote inside an unquoted field', end);
  if (stop === '\r') throw new MalformedRowError('a bare carriage return', end);
  return { field: end === start ? null : text.slice(start, end), quoted: false, end };
}

function scanQuoted(text: string, start: number): Scanned {
  for (let from = start + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw new MalformedRowError('a quoted field without its closing quote', start);
    if (text[quote + 1] === '"') {
      from = quote + 2;
      continue;
    }
    return { field: text.slice(start + 1, quote).replaceAll('""', '"'), quoted: true, end: quote + 1 };
  }
}

/**
 * The rows of a text, one after the other.
 * @throws MalformedRowError at the first thing that `encodeRow` cannot have written
 */
export function* parseCsvRows(text: string): Generator<Field[]> {
  let start = 0;
  while (start < text.length) {
    const row: Scanned[] = [];
    for (let at = start; ;) {
      const scanned = text[at] === '"' ? scanQuoted(text, at) : scanUnquoted(text, at);
      row.push(scanned);
      const stop = text[scanned.end];
      if (stop === undefined) throw new MalformedRowError('a row without its line feed', scanned.end);
      if (stop !== ',' && stop !== '\n') throw new MalformedRowError('something after a closing quote', scanned.end);
      at = scanned.end + 1;
      if (stop === '\n') {
        yield fieldsOf(row, start);
        start = at;
        break;
      }
    }
  }
}

function fieldsOf(row: readonly Scanned[], start: number): Field[] {
  for (const { field, quoted } of row) {
    if (field !== null && quoted !== mustQuote(field, row.length)) {
      throw new MalformedRowError(quoted ? 'needless quotes' : 'missing quotes', start);
    }
  }
  return row.map(({ field }) => field);
}

/**
 * Exactly one row, with its line feed.
 * @throws MalformedRowError
 */
export function parseCsvRow(line: string): Field[] {
  const rows = parseCsvRows(line);
  const first = rows.next();
  if (first.done) throw new MalformedRowError('no row', 0);
  if (!rows.next().done) throw new MalformedRowError('more than one row', 0);
  return first.value;
}

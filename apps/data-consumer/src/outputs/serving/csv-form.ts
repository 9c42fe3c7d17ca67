import type { Column } from '@syncline/contract';
import { parseColumnType, type Field } from '@syncline/extract-format';

/**
 * What makes a spreadsheet take a text for a formula when it is the first character (OWASP, "CSV Injection"): the four signs,
 * also in their full-width form, tab, carriage return and line feed.
 */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;

/** An apostrophe before it makes a spreadsheet show the text as it is. */
export const neutralised = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** A field by RFC 4180; NULL is nothing, and the empty text is a pair of quotes. */
const field = (text: Field): string => {
  if (text === null) return '';
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const line = (fields: readonly Field[]): string => `${fields.map(field).join(',')}\r\n`;

/** A line of names, then a line a row. Only columns of text are neutralised: a number that begins with a minus is no formula. */
export async function* csvOf(columns: readonly Column[], rows: AsyncIterable<readonly Field[]>): AsyncGenerator<string> {
  const isText = columns.map(({ type }) => ['string', 'json'].includes(parseColumnType(type).kind));
  yield line(columns.map(({ name }) => name));
  for await (const row of rows) yield line(row.map((text, index) => (text !== null && isText[index] ? neutralised(text) : text)));
}

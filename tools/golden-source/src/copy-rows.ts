import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { BusinessDate, Field, GoldenTable } from './golden-table.ts';

/** Lines are sent in pieces of this many characters: one write a line would cost more than the copying. */
const PIECE = 64 * 1024;

/** Loads the rows of one table and date, and returns how many. */
export async function copyRows(client: Client, table: GoldenTable, asOf: BusinessDate): Promise<number> {
  const columns = ['as_of', ...Object.keys(table.columns)].join(', ');
  const copy = client.query(copyFrom(`COPY ${table.name} (${columns}) FROM STDIN`));
  await pipeline(Readable.from(pieces(await table.rows(asOf), asOf)), copy);
  return copy.rowCount;
}

function* pieces(rows: Iterable<readonly Field[]>, asOf: BusinessDate): Generator<string> {
  let piece = '';
  for (const row of rows) {
    piece += `${asOf}\t${row.map(copyText).join('\t')}\n`;
    if (piece.length >= PIECE) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A field in the text format of COPY. */
export const copyText = (field: Field): string =>
  field === null ? '\\N' : field.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);

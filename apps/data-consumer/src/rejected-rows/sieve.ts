/**
 * Loads rows of which the table refuses some.
 *
 * Model:
 * - It is the slow path of a part: the fast one has failed, and the digests of the part were right. Rows come in batches;
 *   a batch that is refused is halved until the rows that are to blame stand alone. k bad rows among n cost about
 *   2k·log2(n) attempts, each of which is undone by a savepoint, so that what was taken before stays.
 * - A row is rejected when it is canonical CSV of the right width and the table refuses it all the same. Anything else is no
 *   row (`NoRow`): then nobody knows what the source meant, and the part is malformed as a whole.
 * - The digest of the accepted lines is made on the way. It is what the proof expects of this part.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { MalformedRowError, parseCsvRow } from '@syncline/extract-format/rows';
import type { BulkConnection } from '../bulk/bulk-connection.ts';
import { refusalOf } from '../bulk/refusal.ts';
import type { TableRef } from '../bulk/table-sql.ts';
import { NoRow, type RowBatch } from '../loading/row-batches.ts';
import type { RejectedRow } from './rejections.ts';

export class Sieve {
  readonly #connection: BulkConnection;
  readonly #table: TableRef;
  readonly #part: number;
  readonly #onRejected: (row: RejectedRow) => Promise<void> | void;
  readonly #hash = createHash('sha256');
  #rows = 0;
  #rejected = 0;

  constructor(connection: BulkConnection, table: TableRef, part: number, onRejected: (row: RejectedRow) => Promise<void> | void) {
    this.#connection = connection;
    this.#table = table;
    this.#part = part;
    this.#onRejected = onRejected;
  }

  /** Rows that the table took. */
  get rows(): number {
    return this.#rows;
  }

  get rejected(): number {
    return this.#rejected;
  }

  /** Of the lines that were taken, in their order; once, at the end. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  /** @throws NoRow */
  async take({ rows, firstLine }: RowBatch): Promise<void> {
    const bytes = Buffer.concat(rows);
    const refusal = await this.#connection.offerRows(this.#table, bytes);
    if (refusal === null) {
      this.#hash.update(bytes);
      this.#rows += rows.length;
    } else if (rows.length > 1) {
      const half = Math.ceil(rows.length / 2);
      await this.take({ rows: rows.slice(0, half), firstLine });
      await this.take({ rows: rows.slice(half), firstLine: firstLine + half });
    } else {
      refuseNoRow(bytes, this.#table.columns.length, firstLine);
      this.#rejected += 1;
      await this.#onRejected({ part: this.#part, line: firstLine, raw: bytes.toString('utf8').replace(/\n$/, ''), ...refusalOf(refusal) });
    }
  }
}

function refuseNoRow(bytes: Buffer, width: number, line: number): void {
  if (!isUtf8(bytes)) throw new NoRow('is not UTF-8', line);
  try {
    const fields = parseCsvRow(bytes.toString('utf8'));
    if (fields.length !== width) throw new NoRow(`has ${fields.length} fields, not ${width}`, line);
  } catch (error) {
    throw error instanceof MalformedRowError ? new NoRow(`is no canonical CSV (${error.message})`, line) : error;
  }
}

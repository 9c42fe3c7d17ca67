import { Readable } from 'node:stream';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { CanonicalRows, PhysicalKind, SourceReader } from '../golden-source.ts';
import { closeHard, unavailableOr } from './postgres-connection.ts';

/** Object ids of types, fixed for all times in PostgreSQL's catalogue. */
const KINDS: Readonly<Record<number, PhysicalKind>> = { 700: 'float', 701: 'float', 1114: 'local-timestamp' };

/** One connection inside a read-only transaction. */
export class PostgresReader implements SourceReader {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async describe(from: string): Promise<ReadonlyMap<string, PhysicalKind>> {
    const { fields } = await this.#query(`SELECT * FROM ${from} LIMIT 0`);
    return new Map(fields.map(({ name, dataTypeID }) => [name, KINDS[dataTypeID] ?? 'plain']));
  }

  async rows(select: string): Promise<(string | null)[][]> {
    return (await this.#query(select)).rows;
  }

  /** The server writes the canonical form itself: the quoting rule of `COPY … CSV` is that of the wire contract. */
  canonicalRows(select: string): CanonicalRows {
    const copy = this.#client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')`));
    // Whoever reads hears of an error; one that comes before anybody reads must not end the process.
    copy.on('error', () => undefined);
    const rowCount = async (): Promise<number> => {
      // The bytes end with CopyDone; the count comes after it. A query behind the COPY waits until it has come.
      await this.#query('SELECT 1');
      return copy.rowCount;
    };
    return { bytes: Readable.from(chunksOf(copy), { objectMode: false }), rowCount };
  }

  async close(): Promise<void> {
    closeHard(this.#client);
  }

  async #query(text: string): Promise<{ rows: (string | null)[][]; fields: { name: string; dataTypeID: number }[] }> {
    try {
      return await this.#client.query<(string | null)[]>({ text, rowMode: 'array' });
    } catch (error) {
      throw unavailableOr(error);
    }
  }
}

async function* chunksOf(copy: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* copy;
  } catch (error) {
    throw unavailableOr(error);
  }
}

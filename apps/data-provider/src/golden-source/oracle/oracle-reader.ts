import { Readable } from 'node:stream';
import { encodeRow, type Field } from '@syncline/extract-format';
import oracledb, { type Connection } from 'oracledb';
import type { CanonicalRows, PhysicalKind, SourceReader } from '../golden-source.ts';
import { unavailableOr } from './oracle-connection.ts';

/** Rows fetched in one round trip; the driver's default of 100 makes a bulk read crawl. */
const FETCH_ROWS = 2_000;

const OPTIONS = {
  outFormat: oracledb.OUT_FORMAT_ARRAY,
  fetchArraySize: FETCH_ROWS,
  // All columns are text already; a long one must not arrive as a stream of its own.
  fetchTypeHandler: ({ dbType }: { dbType?: unknown }) => (dbType === oracledb.DB_TYPE_CLOB ? { type: oracledb.STRING } : undefined),
} as const;

const isFloat = (type: unknown): boolean => type === oracledb.DB_TYPE_BINARY_FLOAT || type === oracledb.DB_TYPE_BINARY_DOUBLE;
const kindOf = (type: unknown): PhysicalKind => (isFloat(type) ? 'float' : type === oracledb.DB_TYPE_TIMESTAMP ? 'local-timestamp' : 'plain');

/** One connection. WRITTEN, NOT RUN, like the whole adapter. */
export class OracleReader implements SourceReader {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Oracle folds unquoted names to upper case; the catalogue writes them in lower case. */
  async describe(from: string): Promise<ReadonlyMap<string, PhysicalKind>> {
    const { metaData } = await this.#execute(`SELECT * FROM ${from} WHERE 1 = 0`);
    return new Map((metaData ?? []).flatMap(({ name, dbType }) => [name, name.toLowerCase()].map((spelling) => [spelling, kindOf(dbType)] as const)));
  }

  async rows(select: string): Promise<(string | null)[][]> {
    return (await this.#execute(select)).rows ?? [];
  }

  canonicalRows(select: string): CanonicalRows {
    let count = 0;
    const rows = this.#connection.queryStream<Field[]>(select, {}, OPTIONS);
    const bytes = Readable.from((async function* encode() {
      try {
        for await (const row of rows as AsyncIterable<Field[]>) {
          count += 1;
          yield Buffer.from(encodeRow(row), 'utf8');
        }
      } catch (error) {
        throw unavailableOr(error);
      }
    })(), { objectMode: false });
    return { bytes, rowCount: () => Promise.resolve(count) };
  }

  /** Dropped and not given back: the session may be set back to an old SCN. */
  async close(): Promise<void> {
    await this.#connection.close({ drop: true }).catch(() => undefined);
  }

  async #execute(select: string): Promise<oracledb.Result<Field[]>> {
    try {
      return await this.#connection.execute<Field[]>(select, {}, OPTIONS);
    } catch (error) {
      throw unavailableOr(error);
    }
  }
}

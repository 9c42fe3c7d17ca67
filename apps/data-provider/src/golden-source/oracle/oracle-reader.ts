import { encodeRow, type Field, type PhysicalType } from '@syncline/extract-format';
import oracledb, { type Connection } from 'oracledb';
import type { SourceColumn, SourceReader } from '../golden-source.ts';
import { RowBlocks, type RowBlock } from '../row-blocks.ts';
import { unavailableOr } from './oracle-connection.ts';

/** Rows fetched in one round trip; the driver's default of 100 makes a bulk read crawl. */
const FETCH_ROWS = 2_000;

const OPTIONS = {
  outFormat: oracledb.OUT_FORMAT_ARRAY,
  fetchArraySize: FETCH_ROWS,
  // All columns are text already; a long one must not arrive as a stream of its own.
  fetchTypeHandler: ({ dbType }: { dbType?: unknown }) => (dbType === oracledb.DB_TYPE_CLOB ? { type: oracledb.STRING } : undefined),
} as const;

/** More is not needed: on Oracle nothing is left out by what a type guarantees, for none of it could be tried. */
const PHYSICAL: ReadonlyMap<unknown, PhysicalType> = new Map<unknown, PhysicalType>([
  [oracledb.DB_TYPE_BINARY_FLOAT, { kind: 'float' }],
  [oracledb.DB_TYPE_BINARY_DOUBLE, { kind: 'float' }],
  [oracledb.DB_TYPE_NUMBER, { kind: 'numeric', digits: null }],
  [oracledb.DB_TYPE_BOOLEAN, { kind: 'boolean' }],
  [oracledb.DB_TYPE_VARCHAR, { kind: 'text', length: null }],
  [oracledb.DB_TYPE_NVARCHAR, { kind: 'text', length: null }],
  [oracledb.DB_TYPE_CLOB, { kind: 'text', length: null }],
  [oracledb.DB_TYPE_CHAR, { kind: 'padded-text', length: null }],
  [oracledb.DB_TYPE_NCHAR, { kind: 'padded-text', length: null }],
  [oracledb.DB_TYPE_DATE, { kind: 'date' }],
  [oracledb.DB_TYPE_TIMESTAMP, { kind: 'local-timestamp', digits: 9 }],
  [oracledb.DB_TYPE_TIMESTAMP_TZ, { kind: 'instant', digits: 9 }],
  [oracledb.DB_TYPE_TIMESTAMP_LTZ, { kind: 'instant', digits: 9 }],
]);

const columnOf = ({ dbType, dbTypeName = '' }: oracledb.Metadata<Field[]>): SourceColumn => ({ ...(PHYSICAL.get(dbType) ?? { kind: 'other' }), typeName: dbTypeName });

/** One connection. WRITTEN, NOT RUN, like the whole adapter. */
export class OracleReader implements SourceReader {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Oracle folds unquoted names to upper case; the catalogue writes them in lower case. */
  async describe(from: string): Promise<ReadonlyMap<string, SourceColumn>> {
    const { metaData } = await this.#execute(`SELECT * FROM ${from} WHERE 1 = 0`);
    return new Map((metaData ?? []).flatMap((column) => [column.name, column.name.toLowerCase()].map((spelling) => [spelling, columnOf(column)] as const)));
  }

  async rows(select: string): Promise<(string | null)[][]> {
    return (await this.#execute(select)).rows ?? [];
  }

  /** Nothing is left out by what an index says, for it could not be tried. */
  isUnique(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async *canonicalRows(select: string, partRows: number): AsyncGenerator<RowBlock> {
    const blocks = new RowBlocks(partRows);
    try {
      const rows = this.#connection.queryStream<Field[]>(select, {}, OPTIONS) as AsyncIterable<Field[]>;
      for await (const row of rows) yield* blocks.add(Buffer.from(encodeRow(row), 'utf8'));
      yield* blocks.end();
    } catch (error) {
      throw unavailableOr(error);
    }
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

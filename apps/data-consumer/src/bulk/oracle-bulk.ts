/**
 * The bulk adapter for Oracle (node-oracledb, thin mode). NOT RUN: there was no Oracle server to run it on. Its SQL is
 * checked by a grammar, its behaviour by nothing yet; the conformance suite runs on it where ORACLE_TEST_URL is set.
 *
 * It differs from PostgreSQL where it must: there is no COPY, so canonical rows are parsed here and bound as arrays of texts
 * that the database converts, and rows read back are encoded here from canonical texts that the database made.
 */
import type { Dialect, Statement } from '@syncline/database';
import { codesOf, compileStatement, mapRow, resolveBinds, type SqlValue } from '@syncline/database/statements';
import { encodeRow, valueExpression, type Field } from '@syncline/extract-format/rows';
import oracledb from 'oracledb';
import type { Connection, ExecuteManyOptions, Metadata } from 'oracledb';
import { rowsOf } from '../proving/csv-stream.ts';
import { CommitUnknown, UnsupportedValue, type BulkConnection, type BulkConnections, type ColumnKind } from './bulk-connection.ts';
import { isRefusal } from './refusal.ts';
import { columnList, type CanonicalSelect, type TableRef } from './table-sql.ts';

const ROWS_AT_ONCE = 1000;
/** A longer text does not fit a VARCHAR2 of SQL. */
const LONGEST_VARCHAR = 4000;

class OracleBulkConnection implements BulkConnection {
  readonly dialect: Dialect = 'oracle';
  readonly doesDdlCommit = true;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** A transaction begins with its first statement. */
  async begin(): Promise<void> {}

  async beginSnapshot(): Promise<void> {
    await this.#connection.execute('SET TRANSACTION READ ONLY');
  }

  async commit(): Promise<void> {
    try {
      await this.#connection.commit();
    } catch (error) {
      if (codesOf(error).some((code) => ['ORA-02091', 'ORA-00001', 'ORA-02290', 'ORA-02291'].includes(code))) throw error;
      throw new CommitUnknown('the connection broke during the commit', { cause: error });
    }
  }

  async query<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<R[]> {
    return (await this.#run(statement, binds)).rows.map((row) => mapRow(row) as R);
  }

  async execute<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<number> {
    return (await this.#run(statement, binds)).rowsAffected;
  }

  async run(sql: string): Promise<number> {
    return (await this.#connection.execute(sql)).rowsAffected ?? 0;
  }

  async texts(sql: string): Promise<(string | null)[][]> {
    const { rows } = await this.#connection.execute<unknown[]>(sql, {}, { outFormat: oracledb.OUT_FORMAT_ARRAY, fetchTypeHandler: asText });
    return (rows ?? []).map((row) => row.map((value) => (value === null ? null : String(value))));
  }

  async describe(query: string): Promise<ReadonlyMap<string, ColumnKind>> {
    const { metaData = [] } = await this.#connection.execute<unknown[]>(`SELECT * FROM (${query}\n) o WHERE 1 = 0`);
    return new Map(metaData.map(({ name, dbType }) => [name, kindOf(dbType)]));
  }

  async writeRows(table: TableRef, rows: AsyncIterable<Buffer>): Promise<number> {
    const values = table.columns.map((column, index) => valueExpression('oracle', column, `:${index + 1}`));
    const sql = `INSERT INTO ${table.sqlName} (${columnList('oracle', table)}) VALUES (${values.join(', ')})`;
    const options: ExecuteManyOptions = { bindDefs: table.columns.map(() => ({ type: oracledb.DB_TYPE_VARCHAR, maxSize: LONGEST_VARCHAR * 8 })) };
    let total = 0;
    let batch: Field[][] = [];
    const flush = async (): Promise<void> => {
      if (batch.length > 0) total += (await this.#connection.executeMany(sql, batch, options)).rowsAffected ?? 0;
      batch = [];
    };
    for await (const row of rowsOf(rows)) {
      const empty = row.indexOf('');
      if (empty >= 0) throw new UnsupportedValue('EMPTY_STRING_UNSUPPORTED: Oracle cannot tell the empty text from NULL.', table.columns[empty]?.name ?? null);
      batch.push(row);
      if (batch.length === ROWS_AT_ONCE) await flush();
    }
    await flush();
    return total;
  }

  async offerRows(table: TableRef, rows: Buffer): Promise<Error | null> {
    await this.#connection.execute('SAVEPOINT offer');
    try {
      await this.writeRows(table, one(rows));
      return null;
    } catch (error) {
      if (!(error instanceof Error) || !isRefusal(error)) throw error;
      await this.#connection.execute('ROLLBACK TO SAVEPOINT offer');
      return error;
    }
  }

  async *readRows({ sql }: CanonicalSelect): AsyncGenerator<Buffer> {
    const stream = this.#connection.queryStream<Field[]>(sql, {}, { outFormat: oracledb.OUT_FORMAT_ARRAY, fetchArraySize: ROWS_AT_ONCE, fetchTypeHandler: asText });
    let lines: string[] = [];
    for await (const row of stream as AsyncIterable<Field[]>) {
      lines.push(encodeRow(row));
      if (lines.length < ROWS_AT_ONCE) continue;
      yield Buffer.from(lines.join(''));
      lines = [];
    }
    if (lines.length > 0) yield Buffer.from(lines.join(''));
  }

  async #run(statement: Statement, binds: object): Promise<{ rows: Record<string, unknown>[]; rowsAffected: number }> {
    const texts = compileStatement('oracle', statement);
    const values = resolveBinds(statement, texts, binds, { now: null });
    let result: { rows: Record<string, unknown>[]; rowsAffected: number } = { rows: [], rowsAffected: 0 };
    for (const [index, text] of texts.entries()) {
      const bound = Object.fromEntries(Object.entries(values[index] ?? {}).map(([name, value]) => [name, bind(value)]));
      const { rows = [], rowsAffected = 0 } = await this.#connection.execute<Record<string, unknown>>(text.sql, bound, {
        outFormat: oracledb.OUT_FORMAT_OBJECT, fetchTypeHandler: clobAsText,
      });
      result = { rows, rowsAffected };
    }
    return result;
  }
}

const kindOf = (dbType: unknown): ColumnKind => {
  if (dbType === oracledb.DB_TYPE_BINARY_FLOAT || dbType === oracledb.DB_TYPE_BINARY_DOUBLE) return 'float';
  return dbType === oracledb.DB_TYPE_TIMESTAMP ? 'local-timestamp' : 'plain';
};

async function* one<T>(item: T): AsyncGenerator<T> {
  yield item;
}

const bind = (value: SqlValue): oracledb.BindParameter | string | number | Date | null => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return { val: String(value), type: oracledb.DB_TYPE_VARCHAR };
  return typeof value === 'string' && Buffer.byteLength(value) > LONGEST_VARCHAR ? { val: value, type: oracledb.DB_TYPE_CLOB } : value;
};

const clobAsText = ({ dbType }: Metadata<unknown>): oracledb.FetchTypeResponse | undefined => (dbType === oracledb.DB_TYPE_CLOB ? { type: oracledb.STRING } : undefined);

/** Numbers as text too: no digit passes through a double. */
const asText = ({ dbType }: Metadata<unknown>): oracledb.FetchTypeResponse | undefined =>
  dbType === oracledb.DB_TYPE_CLOB || dbType === oracledb.DB_TYPE_NUMBER ? { type: oracledb.STRING } : undefined;

/** See `PostgresBulkConnections`. */
export class OracleBulkConnections implements BulkConnections {
  readonly dialect: Dialect = 'oracle';
  readonly #url: URL;
  readonly #all = new Set<Connection>();

  constructor(url: string) {
    this.#url = new URL(url);
  }

  async use<T>(work: (connection: BulkConnection) => Promise<T>): Promise<T> {
    const { username, password, host, pathname } = this.#url;
    const connection = await oracledb.getConnection({ user: decodeURIComponent(username), password: decodeURIComponent(password), connectString: `${host}${pathname}` });
    this.#all.add(connection);
    try {
      await connection.execute(`ALTER SESSION SET TIME_ZONE = 'UTC'`);
      return await work(new OracleBulkConnection(connection));
    } finally {
      // Closing rolls back what was not committed.
      this.#all.delete(connection);
      await connection.close({ drop: true }).catch(() => undefined);
    }
  }

  async destroy(): Promise<void> {
    for (const connection of this.#all) await connection.break().catch(() => undefined);
  }
}

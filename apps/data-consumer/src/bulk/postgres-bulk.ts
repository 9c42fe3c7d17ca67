import type { Dialect, Statement } from '@syncline/database';
import { codesOf, compileStatement, mapRow, postgresTypes, resolveBinds } from '@syncline/database/statements';
import pg from 'pg';
import type { Client, ClientConfig } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { CommitUnknown, type BulkConnection, type BulkConnections, type ColumnKind } from './bulk-connection.ts';
import { PostgresCopyIn } from './postgres-copy-in.ts';
import { isRefusal } from './refusal.ts';
import { columnList, type CanonicalSelect, type TableRef } from './table-sql.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Object ids of types, fixed for all times in PostgreSQL's catalogue. */
const KINDS: Readonly<Record<number, ColumnKind>> = { 700: 'float', 701: 'float', 1114: 'local-timestamp' };

class PostgresBulkConnection implements BulkConnection {
  readonly dialect: Dialect = 'postgres';
  readonly doesDdlCommit = false;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async begin(): Promise<void> {
    await this.#client.query('BEGIN');
  }

  async beginSnapshot(): Promise<void> {
    await this.#client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  }

  async commit(): Promise<void> {
    let command: string;
    try {
      ({ command } = await this.#client.query('COMMIT'));
    } catch (error) {
      // An SQLSTATE is the server's own answer: refused. Without one the answer was lost on the way.
      if (codesOf(error).some((code) => /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('57') && !code.startsWith('08'))) throw error;
      throw new CommitUnknown('the connection broke during the commit', { cause: error });
    }
    if (command !== 'COMMIT') throw new Error('a statement of the transaction had failed; it was rolled back');
  }

  async query<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<R[]> {
    return (await this.#run(statement, binds)).rows.map((row) => mapRow(row) as R);
  }

  async execute<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<number> {
    return (await this.#run(statement, binds)).rowCount ?? 0;
  }

  async run(sql: string): Promise<number> {
    return (await this.#client.query(sql)).rowCount ?? 0;
  }

  async texts(sql: string): Promise<(string | null)[][]> {
    const { rows } = await this.#client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
  }

  async describe(query: string): Promise<ReadonlyMap<string, ColumnKind>> {
    const { fields } = await this.#client.query({ text: `SELECT * FROM (${query}\n) o LIMIT 0`, rowMode: 'array' });
    return new Map(fields.map(({ name, dataTypeID }) => [name, KINDS[dataTypeID] ?? 'plain']));
  }

  writeRows(table: TableRef, rows: AsyncIterable<Buffer>): Promise<number> {
    return this.#copyIn(copySql(table), rows);
  }

  /** In two trips to the server, since a sieve makes very many of them. */
  async offerRows(table: TableRef, rows: Buffer): Promise<Error | null> {
    try {
      await this.#copyIn(`SAVEPOINT offer; ${copySql(table)}`, one(rows));
    } catch (error) {
      if (!(error instanceof Error) || !isRefusal(error)) throw error;
      await this.#client.query('ROLLBACK TO SAVEPOINT offer; RELEASE SAVEPOINT offer');
      return error;
    }
    await this.#client.query('RELEASE SAVEPOINT offer');
    return null;
  }

  readRows({ sql }: CanonicalSelect): AsyncIterable<Buffer> {
    const rows = this.#client.query(copyTo(`COPY (${sql}) TO STDOUT WITH (FORMAT csv, ENCODING 'UTF8')`));
    // Whoever reads hears of it all the same; where nobody does any more, it must not end the process.
    rows.on('error', () => undefined);
    return rows;
  }

  async #copyIn(sql: string, rows: AsyncIterable<Buffer>): Promise<number> {
    const copy = this.#client.query(new PostgresCopyIn(sql));
    await copy.started();
    for await (const chunk of rows) await copy.write(chunk);
    return copy.end();
  }

  async #run(statement: Statement, binds: object): Promise<pg.QueryResult<Record<string, unknown>>> {
    const texts = compileStatement('postgres', statement);
    const values = resolveBinds(statement, texts, binds, { now: null });
    let result: pg.QueryResult<Record<string, unknown>> | undefined;
    for (const [index, text] of texts.entries()) {
      result = await this.#client.query<Record<string, unknown>>(text.sql, text.binds.map((name) => values[index]?.[name]));
    }
    if (result === undefined) throw new Error(`statement ${statement.name} has no text`);
    return result;
  }
}

const copySql = (table: TableRef): string => `COPY ${table.sqlName} (${columnList('postgres', table)}) FROM STDIN WITH (FORMAT csv, ENCODING 'UTF8')`;

async function* one<T>(item: T): AsyncGenerator<T> {
  yield item;
}

/** Opens connections as they are needed, keeps those whose work went well, and throws away the others. */
export class PostgresBulkConnections implements BulkConnections {
  readonly dialect: Dialect = 'postgres';
  readonly #config: ClientConfig;
  readonly #idle: Client[] = [];
  readonly #all = new Set<Client>();
  #isDestroyed = false;

  constructor(url: string, applicationName: string) {
    this.#config = {
      connectionString: url,
      application_name: applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      types: postgresTypes,
      options: '-c TimeZone=UTC -c DateStyle=ISO -c standard_conforming_strings=on -c client_encoding=UTF8',
    };
  }

  async use<T>(work: (connection: BulkConnection) => Promise<T>): Promise<T> {
    const client = this.#idle.pop() ?? (await this.#open());
    try {
      const result = await work(new PostgresBulkConnection(client));
      this.#idle.push(client);
      return result;
    } catch (error) {
      this.#discard(client);
      throw error;
    }
  }

  async destroy(): Promise<void> {
    this.#isDestroyed = true;
    for (const client of this.#all) this.#discard(client);
  }

  async #open(): Promise<Client> {
    if (this.#isDestroyed) throw new Error('the connections are closed');
    const client = new pg.Client(this.#config);
    // A broken idle connection has no query to reject; without a listener the event would end the process.
    client.on('error', () => this.#discard(client));
    await client.connect();
    this.#all.add(client);
    return client;
  }

  #discard(client: Client): void {
    this.#all.delete(client);
    const index = this.#idle.indexOf(client);
    if (index >= 0) this.#idle.splice(index, 1);
    client.end().catch(() => undefined);
  }
}

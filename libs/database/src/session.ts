import { compileStatement, resolveBinds } from './binds/compile-statement.ts';
import type { DriverConnection, DriverResult } from './driver/connection.ts';
import { mapRow } from './rows/map-row.ts';
import type { SqlSession } from './sql-session.ts';
import type { SqlTrafficCount } from './sql-traffic.ts';
import type { Dialect, SqlValue, Statement } from './statement.ts';

/** Runs all texts of a statement on one connection; the result is the last one's. */
export async function runStatement(
  connection: DriverConnection,
  dialect: Dialect,
  statement: Statement,
  binds: object,
  { now, inTransaction, traffic }: { now: Date | null; inTransaction: boolean; traffic: SqlTrafficCount },
): Promise<DriverResult> {
  const texts = compileStatement(dialect, statement);
  const values = resolveBinds(statement, texts, binds, { now });
  let result: DriverResult = { rows: [], count: 0 };
  for (const [index, text] of texts.entries()) {
    traffic.statements += 1;
    result = await connection.run(text, values[index] as Record<string, SqlValue>, inTransaction);
    if (!inTransaction) traffic.commits += 1;
  }
  return result;
}

/** The statements of one transaction. */
export class TransactionSession implements SqlSession {
  readonly dialect: Dialect;
  readonly #connection: DriverConnection;
  readonly #traffic: SqlTrafficCount;
  readonly #now: () => Date | null;

  constructor(dialect: Dialect, connection: DriverConnection, traffic: SqlTrafficCount, now: () => Date | null) {
    this.dialect = dialect;
    this.#connection = connection;
    this.#traffic = traffic;
    this.#now = now;
  }

  async query<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<R[]> {
    const { rows } = await this.#run(statement, binds);
    return rows.map((row) => mapRow(row) as R);
  }

  async execute<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<number> {
    return (await this.#run(statement, binds)).count;
  }

  #run(statement: Statement, binds: object): Promise<DriverResult> {
    return runStatement(this.#connection, this.dialect, statement, binds, { now: this.#now(), inTransaction: true, traffic: this.#traffic });
  }
}

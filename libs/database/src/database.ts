import type { DataSource, EntityTarget, ObjectLiteral, QueryRunner, Repository } from 'typeorm';
import type { Connection } from 'oracledb';
import type { PoolClient } from 'pg';
import { compileStatement } from './binds/compile-statement.ts';
import { createDataSource, dialectOf } from './data-source/create-data-source.ts';
import { foldConstraintNames } from './data-source/fold-constraint-names.ts';
import type { DriverConnection, DriverResult } from './driver/connection.ts';
import { OracleConnection } from './driver/oracle-connection.ts';
import { PostgresConnection } from './driver/postgres-connection.ts';
import { mapRow } from './rows/map-row.ts';
import { migrate } from './migrations/migrate.ts';
import { schemaState } from './migrations/schema-state.ts';
import type { SchemaState } from './migrations/schema-state.ts';
import type { DatabaseOptions } from './options.ts';
import { retryConflicts } from './retry.ts';
import { runStatement, TransactionSession } from './session.ts';
import type { SqlSession, Transaction } from './sql-session.ts';
import { SqlTrafficCount } from './sql-traffic.ts';
import type { SqlTraffic } from './sql-traffic.ts';
import type { Dialect, Statement } from './statement.ts';

/**
 * One service's database. As a session it runs each statement in a transaction of its own; `transaction` runs several
 * in one. Connections come from TypeORM's pool, statements go straight to the driver.
 */
export class Database implements SqlSession {
  readonly dialect: Dialect;
  readonly dataSource: DataSource;
  readonly #traffic: SqlTrafficCount;
  #testTime: Date | null = null;

  private constructor(dialect: Dialect, dataSource: DataSource, traffic: SqlTrafficCount) {
    this.dialect = dialect;
    this.dataSource = dataSource;
    this.#traffic = traffic;
  }

  /** Connects, and fails when the database cannot be reached. Changes nothing: see `migrate`. */
  static async open(options: DatabaseOptions): Promise<Database> {
    const dialect = dialectOf(options.url);
    const traffic = new SqlTrafficCount();
    const dataSource = await createDataSource(options, traffic).initialize();
    if (dialect === 'oracle') foldConstraintNames(dataSource);
    return new Database(dialect, dataSource, traffic);
  }

  /** How much was sent so far. */
  get traffic(): SqlTraffic {
    return this.#traffic;
  }

  /** Entities, for inserts and simple reads. What must hold against others at the same time is a statement. */
  repository<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E> {
    return this.dataSource.getRepository(entity);
  }

  async query<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<R[]> {
    const { rows } = await this.#run(statement, binds);
    return rows.map((row) => mapRow(row) as R);
  }

  async execute<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<number> {
    return (await this.#run(statement, binds)).count;
  }

  /**
   * Runs the work in one transaction and resolves with its result once the database has said that it committed, never
   * before. Deadlocks and serialisation failures run the whole work again, at most five times in all; a commit whose
   * outcome is unknown throws `CommitOutcomeUnknownError` and is not tried again.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return retryConflicts(() => this.#withConnection((connection, runner) => this.#commit(connection, runner, work)));
  }

  /** Runs the migrations that have not run yet, and returns their names. Safe for several instances at once. */
  migrate(): Promise<string[]> {
    return migrate(this.dialect, this.dataSource);
  }

  /** How the schema stands to this program. */
  schemaState(): Promise<SchemaState> {
    return schemaState(this.dataSource);
  }

  /** Makes `:now` this instant, or the database's own clock again (null). Only for tests. */
  setTestTime(now: Date | null): void {
    this.#testTime = now;
  }

  /** Ends all connections. Twice is once. */
  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  #run(statement: Statement, binds: object): Promise<DriverResult> {
    const isOneText = compileStatement(this.dialect, statement).length === 1;
    const run = (connection: DriverConnection, inTransaction: boolean): Promise<DriverResult> =>
      runStatement(connection, this.dialect, statement, binds, { now: this.#testTime, inTransaction, traffic: this.#traffic });
    return retryConflicts(() =>
      this.#withConnection((connection, runner) =>
        isOneText
          ? run(connection, false)
          : this.#inTransaction(connection, runner, () => run(connection, true)),
      ),
    );
  }

  #commit<T>(connection: DriverConnection, runner: QueryRunner, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const session = new TransactionSession(this.dialect, connection, this.#traffic, () => this.#testTime);
    const tx: Transaction = Object.assign(session, { manager: runner.manager });
    return this.#inTransaction(connection, runner, () => work(tx));
  }

  async #inTransaction<T>(connection: DriverConnection, runner: QueryRunner, work: () => Promise<T>): Promise<T> {
    await runner.startTransaction();
    let result: T;
    try {
      result = await work();
    } catch (error) {
      // The first error is the one to tell; a rollback that fails only means that the connection is of no more use.
      await runner.rollbackTransaction().catch(() => connection.discard());
      throw error;
    }
    try {
      await connection.commit();
      this.#traffic.commits += 1;
    } catch (error) {
      connection.discard();
      throw error;
    }
    return result;
  }

  async #withConnection<T>(use: (connection: DriverConnection, runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client: unknown = await runner.connect();
      return await use(
        this.dialect === 'postgres'
          ? new PostgresConnection(client as PoolClient)
          : new OracleConnection(client as Connection),
        runner,
      );
    } finally {
      await runner.release();
    }
  }
}

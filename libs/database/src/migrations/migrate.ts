/**
 * Runs the migrations that have not run yet. Several instances may do so at once, at the start of a deployment.
 *
 * Model:
 * - One lock a database (PostgreSQL: and schema) is taken for the session, not for a transaction, since each migration
 *   is a transaction of its own and Oracle commits each DDL. The second instance waits, then finds nothing to do.
 * - The lock and the migrations share one connection. Were they on two, the lock could be lost with its connection while
 *   the migrations went on; so both end together: when the connection dies, the server frees the lock and undoes the
 *   migration in flight (PostgreSQL), or a later run passes over what is already there (Oracle, see `migration.ts`).
 * - What has run is read after the lock is held, never before.
 * - Timeouts of statements and locks do not apply: waiting for the lock and building an index may both take long.
 */
import { MigrationExecutor } from 'typeorm';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Dialect } from '../statement.ts';

/** The names of the migrations that this call has run, in order. */
export async function migrate(dialect: Dialect, dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  const lock = dialect === 'postgres' ? postgresLock : oracleLock;
  try {
    await runner.connect();
    await lock.take(runner);
    try {
      const executor = new MigrationExecutor(dataSource, runner);
      executor.transaction = 'each';
      return (await executor.executePendingMigrations()).map(({ name }) => name);
    } finally {
      await lock.give(runner);
    }
  } finally {
    await runner.release();
  }
}

interface MigrationLock {
  take(runner: QueryRunner): Promise<void>;
  give(runner: QueryRunner): Promise<void>;
}

/** Any constant will do, as long as nobody else uses it: the bytes of "syncline". */
const LOCK_KEY = '8320803849250614885';

const postgresLock: MigrationLock = {
  async take(runner) {
    await runner.query('SET statement_timeout = 0');
    await runner.query('SET lock_timeout = 0');
    await runner.query(`SELECT pg_advisory_lock(${LOCK_KEY} # hashtextextended(current_schema(), 0))`);
  },
  async give(runner) {
    await runner.query(`SELECT pg_advisory_unlock(${LOCK_KEY} # hashtextextended(current_schema(), 0))`);
    await runner.query('RESET lock_timeout');
    await runner.query('RESET statement_timeout');
  },
};

/** Needs `GRANT EXECUTE ON DBMS_LOCK`. 6 is exclusive; 0 granted, 4 held by ourselves already. Not run. */
const oracleLock: MigrationLock = {
  async take(runner) {
    await runner.query(`DECLARE
      handle VARCHAR2(128);
      outcome INTEGER;
    BEGIN
      DBMS_LOCK.ALLOCATE_UNIQUE('syncline-migrations-' || SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), handle);
      outcome := DBMS_LOCK.REQUEST(handle, 6, DBMS_LOCK.MAXWAIT, FALSE);
      IF outcome NOT IN (0, 4) THEN
        RAISE_APPLICATION_ERROR(-20001, 'The lock of the migrations was refused: ' || outcome);
      END IF;
    END;`);
  },
  async give(runner) {
    await runner.query(`DECLARE
      handle VARCHAR2(128);
      outcome INTEGER;
    BEGIN
      DBMS_LOCK.ALLOCATE_UNIQUE('syncline-migrations-' || SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), handle);
      outcome := DBMS_LOCK.RELEASE(handle);
    END;`);
  },
};

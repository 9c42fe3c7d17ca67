import type { MigrationClass } from './migrations/migration.ts';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database?sslmode=…` or `oracle://user:password@host:1521/service`. */
  readonly url: string;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type for an entity class
  readonly entities: readonly Function[];
  readonly migrations: readonly MigrationClass[];
  /** Connections at most; 10. */
  readonly poolSize?: number;
  /** Shown in `pg_stat_activity` and `v$session`: who holds that lock? */
  readonly applicationName: string;
  /** Where tables live and names are looked up; the user's own default when absent. */
  readonly schema?: string;
  /** A statement that runs longer is ended by the server; 60,000 ms. Migrations are exempt. */
  readonly statementTimeoutMs?: number;
  /**
   * PostgreSQL: a transaction whose process says nothing for this long is ended by the server, and its locks with it; as
   * long as a statement may run. Shorter where others wait for such locks: a process may freeze and still be connected.
   */
  readonly idleInTransactionTimeoutMs?: number;
  /** PostgreSQL: who waits longer for one lock gets an error (`isLockTimeout`); without it, as long as a statement may run. Migrations are exempt. */
  readonly lockTimeoutMs?: number;
  /**
   * PostgreSQL: rows are looked up by indexes and joined row by row, whatever the statistics say. For services whose
   * statements touch few rows each: a new or fast growing database has no true statistics yet, and a plan made then reads
   * whole tables until somebody analyses them.
   */
  readonly fewRowsAtATime?: boolean;
  /** An idle connection of the pool broke. Never fatal: the next use opens another. */
  readonly onPoolError?: (error: Error) => void;
  /** Only for tests without a server: what to use in place of `oracledb`. */
  readonly oracleDriver?: object;
}

/** Waiting for a connection, be it the server's answer or a free place in the pool, ends after this long. */
export const CONNECT_TIMEOUT_MS = 10_000;

export const DEFAULT_POOL_SIZE = 10;

export const DEFAULT_STATEMENT_TIMEOUT_MS = 60_000;

export const reportPoolError = (error: Error): void => {
  process.emitWarning(`A pooled database connection failed: ${error.message}`);
};

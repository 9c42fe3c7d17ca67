import type { EntityManager } from 'typeorm';
import type { Dialect, Statement } from './statement.ts';

/** Runs statements; either each in its own transaction (`Database`) or all in one (`Transaction`). */
export interface SqlSession {
  readonly dialect: Dialect;
  /** The rows of the statement. */
  query<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<R[]>;
  /** How many rows the statement changed. The caller reads it: 0 is "lost the race", not an error. */
  execute<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<number>;
}

/** A session inside a transaction, with the entity manager of the same transaction for simple reads and inserts. */
export interface Transaction extends SqlSession {
  readonly manager: EntityManager;
}

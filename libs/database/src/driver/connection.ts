import type { CompiledText } from '../binds/compile-statement.ts';
import type { RawRow } from '../rows/map-row.ts';
import type { SqlValue } from '../statement.ts';

export interface DriverResult {
  readonly rows: readonly RawRow[];
  /** Rows changed (PostgreSQL: or returned). */
  readonly count: number;
}

/**
 * What the session needs of an engine's connection. One implementation an engine, chosen once, where the database is
 * opened. TypeORM lends the connection, so that its entity manager works inside the same transaction.
 */
export interface DriverConnection {
  /** Runs one text. `inTransaction` false: the text commits by itself. */
  run(text: CompiledText, binds: Readonly<Record<string, SqlValue>>, inTransaction: boolean): Promise<DriverResult>;
  /** Resolves only when the database has said that it committed. */
  commit(): Promise<void>;
  /** Makes the pool drop the connection: after a failed commit or rollback nobody may use it again. */
  discard(): void;
}

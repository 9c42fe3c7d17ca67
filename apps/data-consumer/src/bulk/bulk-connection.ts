import type { Dialect, Statement } from '@syncline/database';
import type { CanonicalSelect, TableRef } from './table-sql.ts';

/**
 * What a worker thread does to a database: short statements, and rows in bulk as canonical CSV, in and out. One adapter an
 * engine. Every method runs on one connection, inside the transaction that `begin` opened.
 */
export interface BulkConnection {
  readonly dialect: Dialect;
  /** Whether DDL commits what came before it: then tables are made before the transaction, not in it. */
  readonly doesDdlCommit: boolean;
  begin(): Promise<void>;
  /** Every read until the commit sees the same moment. */
  beginSnapshot(): Promise<void>;
  /** @throws CommitUnknown when the connection broke before the answer came */
  commit(): Promise<void>;
  query<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<R[]>;
  execute<P extends object, R extends object>(statement: Statement<P, R>, binds: P): Promise<number>;
  /** SQL that was made from a manifest, without binds. @returns rows changed */
  run(sql: string): Promise<number>;
  /** The rows of such SQL, each value as text or null, by position. */
  texts(sql: string): Promise<(string | null)[][]>;
  /** The columns of a query that a person wrote, by name as the engine has it. Reads no row. */
  describe(query: string): Promise<ReadonlyMap<string, ColumnKind>>;
  /** Loads canonical rows. @returns how many rows the database took */
  writeRows(table: TableRef, rows: AsyncIterable<Buffer>): Promise<number>;
  /**
   * Loads canonical rows, all or none, within a transaction that goes on whatever becomes of them.
   * @returns the refusal of one of them, as the database or this adapter said it (`refusalOf` reads it); null: all are loaded
   * @throws what is no refusal of rows; the transaction is lost then
   */
  offerRows(table: TableRef, rows: Buffer): Promise<Error | null>;
  /** Reads rows back in canonical form, as bytes. */
  readRows(select: CanonicalSelect): AsyncIterable<Buffer>;
}

/** What matters of the way in which a query holds a column: a float has no exact digits, a timestamp without a zone counts as UTC. */
export type ColumnKind = 'plain' | 'local-timestamp' | 'float';

/** A few connections of one thread. */
export interface BulkConnections {
  readonly dialect: Dialect;
  /**
   * Lends a connection. When the work throws, the connection is thrown away with whatever it had open: the server rolls
   * back, and nobody gets a connection in an unknown state.
   */
  use<T>(work: (connection: BulkConnection) => Promise<T>): Promise<T>;
  /** Breaks everything off, at once. */
  destroy(): Promise<void>;
}

/** A row that an adapter refuses in place of its database, which could not hold it as it is. */
export class UnsupportedValue extends Error {
  override readonly name = 'UnsupportedValue';
  readonly column: string | null;
  /** @param message the code, a colon and one sentence */
  constructor(message: string, column: string | null) {
    super(message);
    this.column = column;
  }
}

/** Whether the transaction took effect must be read from what it would have written. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}

/** `begin`, the work, `commit`. What the work throws throws the connection away, and with it the transaction. */
export async function inTransaction<T>(connection: BulkConnection, work: () => Promise<T>): Promise<T> {
  await connection.begin();
  const result = await work();
  await connection.commit();
  return result;
}

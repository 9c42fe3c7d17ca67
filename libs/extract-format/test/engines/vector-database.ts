import type { Dialect } from '@syncline/database';
import type { ColumnType } from '../../src/index.ts';

/** A number of the test's own, and a text that becomes a value; null is NULL. */
export type NumberedText = readonly [n: number, text: string | null];

/** An engine as the vectors are checked in it: tables of the session, filled from texts, read as texts. */
export interface VectorDatabase {
  readonly dialect: Dialect;
  /** The widest type by which a source may hold values of a kind: more than the contract allows. */
  wideType(kind: ColumnType['kind']): string;
  run(sql: string): Promise<void>;
  /** Into `n` and the given column; `value` makes SQL of the text's SQL. */
  insert(table: string, column: string, value: (sqlText: string) => string, rows: readonly NumberedText[]): Promise<void>;
  /** The same by the engine's own reading of plain spellings; what the engine cannot hold exactly is left out. */
  insertWide(table: string, column: string, kind: ColumnType['kind'], rows: readonly NumberedText[]): Promise<void>;
  texts(sql: string): Promise<(string | null)[][]>;
  /** From now on the session is set as no one expects it. */
  setStrangely(): Promise<void>;
  close(): Promise<void>;
}

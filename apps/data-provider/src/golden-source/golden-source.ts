import type { Dialect } from '@syncline/database';
import type { PhysicalType } from '@syncline/extract-format';
import type { RowBlock } from './row-blocks.ts';

/**
 * The database whose data is sealed. It is only ever read, over plain driver connections of its own: the provider's
 * state lives elsewhere, and rows must not pass through an ORM.
 */
export interface GoldenSource {
  readonly dialect: Dialect;
  /** One state of the data for any number of readers, however the source goes on changing. */
  openSnapshot(): Promise<SourceSnapshot>;
  /** A reader of what is there now. */
  openReader(): Promise<SourceReader>;
}

export interface SourceSnapshot {
  openReader(): Promise<SourceReader>;
  close(): Promise<void>;
}

/** A column as the source holds it, and what people call its type there. */
export type SourceColumn = PhysicalType & { readonly typeName: string };

/** One connection. Not for two statements at once. */
export interface SourceReader {
  /** The columns of a FROM item, by name. Reads no row. */
  describe(from: string): Promise<ReadonlyMap<string, SourceColumn>>;
  /** Whether the source itself makes sure that no two rows of a relation are equal in these columns, or in some of them. */
  isUnique(relation: string, columns: readonly string[]): Promise<boolean>;
  /** The rows of a query whose columns are all text. For few rows. */
  rows(select: string): Promise<(string | null)[][]>;
  /**
   * The rows of a query made by `SourceRows.select`, as bytes in canonical form, in order. For any number of rows.
   * @param partRows no block has rows of two parts of so many rows
   */
  canonicalRows(select: string, partRows: number): AsyncIterable<RowBlock>;
  /** Lets go of the connection at once, also in the middle of a statement. */
  close(): Promise<void>;
}

/** The source cannot be reached at the moment; the same asked later may work. Any other error of a reader is for good. */
export class SourceUnavailableError extends Error {
  override readonly name = 'SourceUnavailableError';
}

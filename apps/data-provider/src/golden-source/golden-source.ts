import type { Readable } from 'node:stream';
import type { Dialect } from '@syncline/database';

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

/** How the source itself holds a column, as far as it matters: a float cannot be proven, a timestamp without a zone is read as UTC. */
export type PhysicalKind = 'plain' | 'local-timestamp' | 'float';

/** One connection. Not for two statements at once. */
export interface SourceReader {
  /** The columns of a FROM item, by name. Reads no row. */
  describe(from: string): Promise<ReadonlyMap<string, PhysicalKind>>;
  /** The rows of a query whose columns are all text. For few rows. */
  rows(select: string): Promise<(string | null)[][]>;
  /** The rows of a query whose columns are all canonical text, as bytes in canonical form. For any number of rows. */
  canonicalRows(select: string): CanonicalRows;
  /** Lets go of the connection at once, also in the middle of a statement. */
  close(): Promise<void>;
}

export interface CanonicalRows {
  readonly bytes: Readable;
  /** How many rows the source says it sent. To be asked once the bytes have ended. */
  readonly rowCount: () => Promise<number>;
}

/** The source cannot be reached at the moment; the same asked later may work. Any other error of a reader is for good. */
export class SourceUnavailableError extends Error {
  override readonly name = 'SourceUnavailableError';
}

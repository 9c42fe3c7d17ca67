import type { BusinessDate, Column, Compression, ControlTotal } from '@syncline/contract';
import type { z } from 'zod';

export type RowTexts = readonly (string | null)[];
type Day = z.output<typeof BusinessDate>;

/** A dataset as a test gives it: rows as canonical texts in the order of the columns, by business date. */
export interface StandInDataset {
  readonly name: string;
  readonly version?: number;
  readonly key: readonly string[];
  readonly columns: readonly Column[];
  readonly controlTotals?: readonly ControlTotal[];
  /** Default 1000. */
  readonly partRows?: number;
  /** Default zstd. */
  readonly compression?: Compression;
  /** Packs the bytes of a part, in place of the compression's usual way. */
  readonly pack?: (bytes: Buffer) => Buffer;
  /** A date that is not here is still open. */
  readonly days: Readonly<Record<Day, readonly RowTexts[]>>;
}

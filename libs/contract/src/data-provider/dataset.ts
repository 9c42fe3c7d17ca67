import { z } from 'zod';
import { Digest, Name, Ordinal } from '../primitives/text.ts';

/** Name of a column on the wire and in targets; case counts. */
export const ColumnName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'must be 1 to 63 letters, digits and underscores, and not start with a digit');

/** Text of a column type, such as `string(40)`, `decimal(18,4)` or `timestamp(6)`; no floating point numbers. */
export const ColumnTypeText = z
  .string()
  .regex(/^(string\([1-9]\d*\)|integer|bigint|decimal\([1-9]\d?,\d{1,2}\)|boolean|date|timestamp\([0-6]\)|json)$/, 'must be a column type, such as string(40) or decimal(18,4)');

export const Column = z.object({ name: ColumnName, type: ColumnTypeText, nullable: z.boolean() });
export type Column = z.output<typeof Column>;

export const ControlTotalKind = z.enum(['sum', 'min', 'max', 'countDistinct']);
export type ControlTotalKind = z.output<typeof ControlTotalKind>;

export const ControlTotal = z.object({ name: z.string().min(1).max(63), kind: ControlTotalKind, column: ColumnName });
export type ControlTotal = z.output<typeof ControlTotal>;

/** How part files are stored and served. */
export const Compression = z.enum(['none', 'gzip', 'zstd']);
export type Compression = z.output<typeof Compression>;

/** A dataset as the asking client sees it: the columns of its own view. */
export const Dataset = z
  .object({
    name: Name,
    version: Ordinal,
    view: Name,
    key: z.array(ColumnName).min(1),
    columns: z.array(Column).min(1),
    /** SHA-256 of `JSON.stringify({ key, columns })`; changes with the shape and with nothing else. */
    fingerprint: Digest,
    /** False: the dataset has no business-date column and is sealed as it stands. */
    hasBusinessDate: z.boolean(),
    controlTotals: z.array(ControlTotal),
    partRows: Ordinal,
    compression: Compression,
  })
  .meta({ id: 'Dataset' });
export type Dataset = z.output<typeof Dataset>;

/** A live row: column → canonical text, or null. */
export const Row = z.record(z.string(), z.string().nullable());
export type Row = z.output<typeof Row>;

import { type Column, ColumnName, ControlTotalKind, Name } from '@syncline/contract';
import { z } from 'zod';

/** `<name>_v<version>` must fit the shortest limit on names of tables that an engine has (63 bytes on PostgreSQL). */
const OutputName = Name.refine((name) => name.length <= 50, 'must have at most 50 characters');

/** What the comment at the beginning of an output's file says, as YAML; whether it means something is `checkOutput`'s question. */
export const OutputHead = z.strictObject({
  name: OutputName,
  /** To be raised when columns or key change: rows of one version stand in one table. */
  version: z.int().min(1).max(9999),
  description: z.string().trim().min(1).max(500).optional(),
  inputs: z.array(Name).min(1).max(50),
  /** The type is text here; `checkOutput` reads it and says what is wrong with it. */
  columns: z.array(z.strictObject({ name: ColumnName, type: z.string(), nullable: z.boolean().default(false) })).min(1).max(200),
  key: z.array(ColumnName).min(1),
  tieOuts: z
    .array(z.strictObject({
      name: z.string().min(1).max(63).optional(),
      kind: ControlTotalKind,
      column: ColumnName,
      equals: z.strictObject({ file: Name, controlTotal: z.string().min(1).max(63) }),
    }).transform(({ name, ...tieOut }) => ({ name: name ?? tieOut.column, ...tieOut })))
    .default([]),
});
export type OutputHead = z.output<typeof OutputHead>;

/** An output: a query over published files, what its rows look like, and which totals of its inputs they must equal. */
export interface OutputDefinition extends Omit<OutputHead, 'description'> {
  readonly description: string | null;
  /** One query, with `{{cities}}` where the published table of the file `cities` is meant, and `{{businessDate}}`. */
  readonly sql: string;
}

/** A row of the output as a reader gets it: columns in order, and which of them are the key. */
export interface OutputShape {
  readonly columns: readonly Column[];
  readonly key: readonly string[];
}

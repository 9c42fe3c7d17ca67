import { z } from 'zod';
import { Column, ColumnName, ControlTotalKind, Row } from '../data-provider/dataset.ts';
import { ReportCheck } from '../scheduling-platform/report.ts';
import { Count, Digest, Name, Ordinal, UpperSnake, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';

/** Why the run of an output fails, and whether the platform should try it again by itself. */
export const OUTPUT_FAILURES = {
  /** An input is not published for the business date, so there is nothing proven to compute from yet. */
  INPUT_NOT_PROVEN: { retryable: true },
  /** What was stored is not what was computed, or does not tie out to its inputs. */
  RECONCILIATION_MISMATCH: { retryable: false },
  /** The database refuses the query, or its rows are not what the output declares. */
  OUTPUT_INVALID: { retryable: false },
  /** Other columns or another key than rows of the same version have: a new shape needs a new version. */
  OUTPUT_CHANGED: { retryable: false },
  OUTPUT_TOO_LARGE: { retryable: false },
  OUTPUT_TIMED_OUT: { retryable: false },
} as const satisfies Record<string, { readonly retryable: boolean }>;
export type OutputFailure = keyof typeof OUTPUT_FAILURES;

/** A total over the rows of an output, and the total of an input that it must equal. */
export const TieOut = z.object({
  name: z.string().min(1).max(63),
  kind: ControlTotalKind,
  /** Of the output. */
  column: ColumnName,
  /** A control total of the file's manifest, or `rows`: how many rows the file has. */
  equals: z.object({ file: Name, controlTotal: z.string().min(1).max(63) }),
});
export type TieOut = z.output<typeof TieOut>;

/** What an output was computed from: one revision of each input, all published at one moment. */
export const OutputInput = z.object({ file: Name, businessDate: BusinessDate, revision: Ordinal, extractId: Uuid, manifestDigest: Digest });
export type OutputInput = z.output<typeof OutputInput>;

/** An output as it was computed for one business date. */
export const OutputEdition = z
  .object({
    businessDate: BusinessDate,
    /** Of the output's definition. */
    version: Ordinal,
    runId: Uuid,
    rowCount: Count,
    /** SHA-256 of the rows in canonical form, as they were read back from where they are stored. */
    digest: Digest,
    inputs: z.array(OutputInput),
    checks: z.array(ReportCheck),
    computedAt: Instant,
  })
  .meta({ id: 'OutputEdition' });
export type OutputEdition = z.output<typeof OutputEdition>;

export const OutputRunState = z.enum(['PENDING', 'COMPUTING', 'SUCCEEDED', 'FAILED', 'CANCELLED']);
export type OutputRunState = z.output<typeof OutputRunState>;

/** How the newest run of an output stands. */
export const OutputRun = z
  .object({
    runId: Uuid,
    attempt: Ordinal,
    businessDate: BusinessDate,
    state: OutputRunState,
    reason: UpperSnake.nullable(),
    detail: z.string().nullable(),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'OutputRun' });
export type OutputRun = z.output<typeof OutputRun>;

/** An output as it is defined, and what there is of it. */
export const Output = z
  .object({
    name: Name,
    version: Ordinal,
    description: z.string().nullable(),
    inputs: z.array(Name),
    columns: z.array(Column),
    key: z.array(ColumnName),
    tieOuts: z.array(TieOut),
    /** Where people find its rows with SQL. */
    table: z.string(),
    /** For which it was computed, newest first; at most the 100 newest. */
    businessDates: z.array(BusinessDate),
    /** Of the newest business date. */
    newest: OutputEdition.nullable(),
    lastRun: OutputRun.nullable(),
  })
  .meta({ id: 'Output' });
export type Output = z.output<typeof Output>;

/** The rows of an output for one business date, with what they were computed from. Values are canonical texts, by column. */
export const OutputData = z
  .object({ output: Name, ...OutputEdition.shape, columns: z.array(Column), key: z.array(ColumnName), rows: z.array(Row) })
  .meta({ id: 'OutputData' });
export type OutputData = z.output<typeof OutputData>;

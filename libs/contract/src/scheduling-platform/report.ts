import { z } from 'zod';
import { optional } from '../primitives/optional.ts';
import { Count, Digest, Ordinal } from '../primitives/text.ts';
import { RunState } from './run-state.ts';

/** A state or code of somebody else's: the contract gives it no form. */
const Word = z.string().min(1).max(100);

type ObjectMaker = typeof z.object;

const reportedCheck = (object: ObjectMaker) =>
  object({
    file: z.string().min(1).max(200),
    check: z.string().min(1).max(200),
    expected: z.string(),
    actual: z.string(),
    matched: z.boolean(),
  });

/**
 * A report comes in two ways: posted to the platform, where unknown fields are refused like in every request, and
 * as the answer to a dispatch, where they are ignored like in everything that is read from others. One shape, two
 * makers of objects, so that the two cannot drift apart.
 */
const reportShape = (object: ObjectMaker) =>
  object({
    attempt: Ordinal,
    /** Grows within an attempt, over all instances of the target, and only when something changed. */
    sequence: Ordinal,
    state: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED']),
    detail: optional(z.string()),
    progress: optional(
      object({ filesTotal: optional(Count), filesDone: optional(Count), rowsTotal: optional(Count), rowsDone: optional(Count), bytesDone: optional(Count) }),
    ),
    files: optional(
      z.array(
        object({
          file: z.string().min(1).max(200),
          /** Phases are the target's own; only SUCCEEDED has a meaning to the platform. */
          state: Word,
          rowsExpected: optional(Count),
          rowsLoaded: optional(Count),
          rowsRejected: optional(Count),
          inserted: optional(Count),
          updated: optional(Count),
          deleted: optional(Count),
          unchanged: optional(Count),
          extractId: optional(z.string().max(200)),
          revision: optional(Count),
          manifestDigest: optional(Digest),
        }),
      ),
    ),
    reconciliation: optional(
      object({
        result: z.enum(['MATCHED', 'MISMATCHED']),
        checks: z.array(reportedCheck(object)).default([]),
      }),
    ),
    error: optional(object({ code: Word, message: z.string(), retryable: z.boolean().default(false) })),
  });

const strictObject = z.strictObject as unknown as ObjectMaker;

/** The body of `POST /runs/{id}/reports`. */
export const Report = reportShape(strictObject).meta({ id: 'Report' });
export type Report = z.output<typeof Report>;

/** A report as read from the answer to a dispatch: unknown fields are ignored. */
export const ReportRead = reportShape(z.object).meta({ id: 'ReportInAnswer' });

/** One comparison that a proof is made of. */
export const ReportCheck = reportedCheck(z.object);

export type Progress = NonNullable<Report['progress']>;
export type ReportedFile = NonNullable<Report['files']>[number];
export type Reconciliation = NonNullable<Report['reconciliation']>;
export type Check = Reconciliation['checks'][number];
export type ReportError = NonNullable<Report['error']>;
export type ReconciliationResult = Reconciliation['result'];

/** Why a report changed nothing. */
export const NotAppliedReason = z.enum(['DUPLICATE', 'OUT_OF_ORDER', 'TERMINAL']);
export type NotAppliedReason = z.output<typeof NotAppliedReason>;

export const ReportAnswer = z
  .object({ applied: z.boolean(), runState: RunState, reason: NotAppliedReason.nullable() })
  .meta({ id: 'ReportAnswer' });
export type ReportAnswer = z.output<typeof ReportAnswer>;

import { z } from 'zod';
import { optional } from '../primitives/optional.ts';
import { Count, JsonValue, Name, Ordinal, Parameters, UpperSnake, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';
import { ReportRead } from './report.ts';
import { RunState } from './run-state.ts';
import { TriggerKind } from './trigger.ts';

/** One piece of work for one task. */
export const Run = z
  .object({
    id: Uuid,
    task: Name,
    /** The version of the task that the run began with and keeps. */
    taskVersion: Ordinal,
    groupRunId: Uuid.nullable(),
    businessDate: BusinessDate.nullable(),
    trigger: TriggerKind,
    state: RunState,
    /** UPPER_SNAKE word on why it ended or waits; see `RUN_END_REASONS`. */
    /** Ours in UPPER_SNAKE; of a failed report its `error.code`, as it came. */
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    attempt: Ordinal,
    /** HTTP calls made to the target so far, over all attempts. */
    dispatches: Count,
    parameters: Parameters,
    progress: ReportRead.shape.progress,
    files: ReportRead.shape.files,
    reconciliation: ReportRead.shape.reconciliation,
    createdAt: Instant,
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    nextDispatchAt: Instant.nullable(),
  })
  .meta({ id: 'Run' });
export type Run = z.output<typeof Run>;

/** The body of `POST /tasks/{name}/runs`; may be empty. */
export const RunRequest = z
  .strictObject({ businessDate: optional(BusinessDate), parameters: Parameters.default({}) })
  .meta({ id: 'RunRequest' });
export type RunRequest = z.output<typeof RunRequest>;

/** Something that happened to a run, kept as it was. A refused report stands here as `REPORT_REFUSED` with its code. */
export const RunEvent = z
  .object({ id: Uuid, at: Instant, kind: UpperSnake, detail: z.string().nullable(), data: JsonValue.nullable() })
  .meta({ id: 'RunEvent' });
export type RunEvent = z.output<typeof RunEvent>;

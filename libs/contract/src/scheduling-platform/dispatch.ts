import { z } from 'zod';
import { jsonDigest } from '../json-digest.ts';
import { optional } from '../primitives/optional.ts';
import { HttpUrl, Name, Ordinal, Parameters, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';
import { CloudEvent } from './cloud-event.ts';

/** What the platform posts to a target, again and again until the run is complete. */
export const Dispatch = z
  .strictObject({
    runId: Uuid,
    task: Name,
    taskVersion: Ordinal.default(1),
    group: optional(Name),
    groupRunId: optional(Uuid),
    businessDate: optional(BusinessDate),
    attempt: Ordinal,
    /** Counts the calls of this attempt, so that logs on both sides can be matched. */
    dispatch: Ordinal.default(1),
    parameters: Parameters.default({}),
    /** The event that caused the run, in structured form. */
    message: optional(CloudEvent),
    callbackUrl: HttpUrl,
    deadline: optional(Instant),
  })
  .meta({ id: 'Dispatch' });
export type Dispatch = z.output<typeof Dispatch>;

/** The key of every dispatch of an attempt. */
export const dispatchKey = (runId: string, attempt: number): string => `${runId}/${attempt}`;

/** Two dispatches under one key must agree in this; the rest (deadline, message, callback address) may differ. */
export const dispatchDigest = ({ runId, task, businessDate, attempt, parameters }: Dispatch): string =>
  jsonDigest({ runId, task, businessDate, attempt, parameters });

import { z } from 'zod';
import { Name, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';
import { TriggerKind } from './trigger.ts';

export const OccurrenceOutcome = z.enum([
  'FIRED',
  'FIRED_LATE',
  'QUEUED_BEHIND',
  'COALESCED',
  'SKIPPED_OVERLAP',
  'SKIPPED_CALENDAR',
  'SKIPPED_PAUSED',
  'MISFIRED',
  'NOT_RECEIVED',
]);
export type OccurrenceOutcome = z.output<typeof OccurrenceOutcome>;

/** One expected firing, whether or not it led to a run; `detail` says why. */
export const Occurrence = z
  .object({
    id: Uuid,
    task: Name.nullable(),
    group: Name.nullable(),
    trigger: TriggerKind,
    /** The nominal time; of a message or a person the moment it was recorded. */
    scheduledFor: Instant,
    recordedAt: Instant,
    businessDate: BusinessDate.nullable(),
    outcome: OccurrenceOutcome,
    detail: z.string().nullable(),
    runId: Uuid.nullable(),
    groupRunId: Uuid.nullable(),
    messageId: Uuid.nullable(),
  })
  .meta({ id: 'Occurrence' });
export type Occurrence = z.output<typeof Occurrence>;

import { z } from 'zod';
import { Name, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';

export const AlertKind = z.enum(['OVERDUE', 'SILENT', 'FAILED', 'EXHAUSTED', 'MISMATCH', 'MISFIRED', 'NOT_RECEIVED']);
export type AlertKind = z.output<typeof AlertKind>;

export const AlertState = z.enum(['OPEN', 'ACKNOWLEDGED', 'RESOLVED']);
export type AlertState = z.output<typeof AlertState>;

/** Something a person should look at; one open alert a kind and subject (a run, a group run or an occurrence). */
export const Alert = z
  .object({
    id: Uuid,
    kind: AlertKind,
    state: AlertState,
    runId: Uuid.nullable(),
    groupRunId: Uuid.nullable(),
    occurrenceId: Uuid.nullable(),
    task: Name.nullable(),
    group: Name.nullable(),
    businessDate: BusinessDate.nullable(),
    detail: z.string().nullable(),
    openedAt: Instant,
    acknowledgedAt: Instant.nullable(),
    /** `<issuer>#<subject>` of who acknowledged. */
    acknowledgedBy: z.string().nullable(),
    resolvedAt: Instant.nullable(),
  })
  .meta({ id: 'Alert' });
export type Alert = z.output<typeof Alert>;

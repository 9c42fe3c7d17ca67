import { z } from 'zod';
import { optional } from '../primitives/optional.ts';
import { Ordinal } from '../primitives/text.ts';
import { BusinessDate } from '../primitives/time.ts';

const Reason = z.string().trim().min(1).max(500);

/** The body of what a person decides against a rule of the machine: why, for whoever asks later. */
export const Decision = z.strictObject({ reason: Reason }).meta({ id: 'Decision' });
export type Decision = z.output<typeof Decision>;

/** The body of a rollback; it may name what its caller saw published, so that nothing else is taken back. */
export const RollbackDecision = z.strictObject({ reason: Reason, businessDate: optional(BusinessDate), revision: optional(Ordinal) }).meta({ id: 'RollbackDecision' });
export type RollbackDecision = z.output<typeof RollbackDecision>;

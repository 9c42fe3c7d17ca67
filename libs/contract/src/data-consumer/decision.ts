import { z } from 'zod';

/** The body of what a person decides against a rule of the machine: why, for whoever asks later. */
export const Decision = z.strictObject({ reason: z.string().trim().min(1).max(500) }).meta({ id: 'Decision' });
export type Decision = z.output<typeof Decision>;

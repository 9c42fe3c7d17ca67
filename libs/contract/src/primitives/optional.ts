import type { z } from 'zod';

/** A field that may be left out or be null; both are read as null, so that a definition has one form only. */
export const optional = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);

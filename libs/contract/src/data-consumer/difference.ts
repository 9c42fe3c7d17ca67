import { z } from 'zod';
import { listOf } from '../primitives/list.ts';
import { Count } from '../primitives/text.ts';

/** A row of the target that is not what the golden source sealed. */
export const Difference = z
  .object({
    kind: z.enum(['MISSING', 'UNEXPECTED', 'CHANGED']),
    /** Canonical texts of the key columns. */
    key: z.array(z.string()),
    /** CHANGED: the columns that differ; else all other columns. */
    columns: z.array(z.object({ name: z.string(), expected: z.string().nullable(), actual: z.string().nullable() })),
  })
  .meta({ id: 'Difference' });
export type Difference = z.output<typeof Difference>;

/** A page of differences, with how many there are in all. */
export const DifferenceList = listOf(Difference).extend({ total: Count });
export type DifferenceList = z.output<typeof DifferenceList>;

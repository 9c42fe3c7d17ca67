import { z } from 'zod';
import { Ordinal } from '../primitives/text.ts';

/** A row that the target refused. It is kept as it came, so that rows of a manifest are always loaded rows and these. */
export const RejectedRow = z
  .object({
    /** Number of the part, from 1. */
    part: Ordinal,
    /** Number of the row within its part, from 1; rows, not line breaks: a quoted value may hold several lines. */
    line: Ordinal,
    /** The canonical CSV of the row, without the line feed at its end. */
    raw: z.string(),
    /** The column that was refused; null where it is the row as a whole, such as a key that is there twice. */
    column: z.string().nullable(),
    /** One sentence. */
    reason: z.string(),
  })
  .meta({ id: 'RejectedRow' });
export type RejectedRow = z.output<typeof RejectedRow>;

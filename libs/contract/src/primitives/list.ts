import { z } from 'zod';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;

/** `?limit=`: digits only, so that `1e2` or an empty value is refused and not guessed at. */
const Limit = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number)
  .pipe(z.int().min(1, 'must be at least 1').max(MAX_LIMIT, `must be at most ${MAX_LIMIT}`))
  .default(DEFAULT_LIMIT)
  .meta({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, description: `${DEFAULT_LIMIT} if not given.` });

/** An opaque place in a list, as given in `nextCursor`. */
const Cursor = z.string().min(1).max(2000).optional();

/** The query of a list: its own filters besides `limit` and `cursor`; unknown parameters are refused. */
export const listQuery = <const Filters extends z.ZodRawShape>(filters: Filters) => z.strictObject({ ...filters, limit: Limit, cursor: Cursor });

/** One page, newest first; `nextCursor` is null on the last. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

import { z } from 'zod';

/** `Idempotency-Key`: scoped to caller and route; a repeat answers with what was first made. */
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters');

/** Headers (lower case) of an operation that creates work. */
export const IdempotencyHeaders = z.object({ 'idempotency-key': IdempotencyKey.optional() });

/** `If-Match: "<version>"`, read as the version; absent means whatever version there is. */
export const IfMatchHeaders = z.object({
  'if-match': z
    .string()
    .regex(/^"\d{1,9}"$/, 'must be a version in double quotes, such as "3"')
    .transform((text) => Number(text.slice(1, -1)))
    .optional(),
});

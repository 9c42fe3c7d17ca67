import { z } from 'zod';
import { UpperSnake } from '../primitives/text.ts';

export const FieldError = z.object({
  /** JSON pointer (RFC 6901) into the body: `/target/urls/0`; what is wrong elsewhere begins with `/query`, `/params` or `/headers`. */
  pointer: z.string(),
  detail: z.string(),
});
export type FieldError = z.output<typeof FieldError>;

/** The answer to everything that did not work: RFC 9457, `application/problem+json`. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: UpperSnake,
    traceId: z.string().nullable(),
    errors: z.array(FieldError).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof Problem>;

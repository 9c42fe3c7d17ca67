import { z } from 'zod';

export type Json = { [member: string]: unknown };
export type Direction = 'input' | 'output';

/**
 * JSON Schema of a zod schema, either of what may be sent (`input`) or of what comes back (`output`): a field with a
 * default may be left out of the one and is always there in the other. Schemas with an id go to `$defs`.
 */
export function jsonSchemaOf(schema: z.ZodType, direction: Direction): Json {
  return z.toJSONSchema(schema, {
    io: direction,
    // A transformed output has no shape of its own; `{}` says so honestly.
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // A number in a query is text to zod, but an integer to the reader of the document.
      if (jsonSchema.type === 'integer') delete jsonSchema.pattern;
      // An answer may gain fields one day; only requests are closed.
      if (direction === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }) as Json;
}

import { DomainError, fieldErrors } from '@syncline/contract';
import type { FieldError, InputOf, OperationSpec } from '@syncline/contract';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { readBody } from './read-body.ts';

/** Characters that no database of ours can keep: U+0000, and halves of surrogate pairs. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/**
 * Everything an operation receives, by its schemas.
 * @throws DomainError VALIDATION_FAILED with every problem found, UNSUPPORTED_MEDIA_TYPE
 */
export function readInput<S extends OperationSpec>(operation: S, request: FastifyRequest): InputOf<S> {
  const raw = readBody(operation, request);
  const errors: FieldError[] = [];
  const input = {
    params: check(operation.params, storable(request.params, 'params'), ['params'], errors),
    query: operation.query === undefined ? refuseAny(request.query, errors) : check(operation.query, storable(request.query, 'query'), ['query'], errors),
    headers: check(operation.headers, request.headers, ['headers'], errors),
    body: operation.body === undefined ? refuseBody(raw, errors) : check(operation.body, raw, [], errors),
  };
  if (errors.length > 0) throw malformed(errors);
  return input as InputOf<S>;
}

function check(schema: z.ZodType | undefined, value: unknown, root: readonly string[], errors: FieldError[]): unknown {
  const result = schema?.safeParse(value);
  if (result?.success === false) errors.push(...fieldErrors(result.error, root));
  return result?.data;
}

/** An operation that takes no query refuses any, so that a mistyped filter is not silently ignored. */
function refuseAny(query: unknown, errors: FieldError[]): undefined {
  errors.push(...Object.keys(query ?? {}).map((name) => ({ pointer: `/query/${name}`, detail: 'is not a known field' })));
}

/** An empty object is what many clients send where there is nothing to say. */
function refuseBody(body: unknown, errors: FieldError[]): undefined {
  const isEmpty = body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0);
  if (!isEmpty) errors.push({ pointer: '', detail: 'this operation takes no body' });
}

function storable(values: unknown, part: string): unknown {
  for (const [name, value] of Object.entries(values ?? {})) {
    if (typeof value === 'string' && UNSTORABLE.test(value)) throw malformed([{ pointer: `/${part}/${name}`, detail: 'has a character that cannot be kept (U+0000)' }]);
  }
  return values;
}

function malformed(errors: readonly FieldError[]): DomainError {
  const [first] = errors;
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new DomainError('VALIDATION_FAILED', `${first?.pointer || 'The body'}: ${first?.detail}${others}`, { errors });
}

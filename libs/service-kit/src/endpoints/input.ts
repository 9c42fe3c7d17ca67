import type { OperationSpec } from '@syncline/contract';
import type { AuthenticatedRequest, Caller } from '@syncline/service-auth';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { OPERATION_KEY } from './endpoint.ts';
import { readInput } from './read-input.ts';

/** The validated request: `@Input() input: InputOf<typeof operation>`. */
export const Input = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const operation = Reflect.getMetadata(OPERATION_KEY, context.getHandler()) as OperationSpec | undefined;
  if (operation === undefined) throw new Error(`@Input() needs @Endpoint() on ${context.getClass().name}.${context.getHandler().name}.`);
  return readInput(operation, context.switchToHttp().getRequest<FastifyRequest>());
});

/** Who calls; only behind a policy other than `open`. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (caller === undefined) throw new Error('@CurrentCaller() stands at an operation that is open to everybody.');
  return caller;
});

/** All headers of the request, names in lower case; for the few operations that read more than their contract names. */
export const RawHeaders = createParamDecorator((_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().headers);

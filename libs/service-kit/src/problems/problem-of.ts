import { DomainError } from '@syncline/contract';
import type { ProblemCode } from '@syncline/contract';
import { isLockTimeout } from '@syncline/database';
import { HttpException } from '@nestjs/common';

/** What the framework refuses by itself, by status; another 4xx counts as malformed. */
const CODE_OF_STATUS: Readonly<Record<number, ProblemCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  416: 'RANGE_NOT_SATISFIABLE',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/** Sentences for refusals of the framework, whose own words would name its parts. */
const DETAIL: Partial<Record<ProblemCode, string>> = {
  NOT_FOUND: 'There is no such resource.',
  PAYLOAD_TOO_LARGE: 'The body has more than 1 MiB.',
  SERVICE_UNAVAILABLE: 'The service is not available at the moment.',
};

/**
 * The error as the business would have said it; undefined for a fault of ours, of which nothing is told.
 * @param error whatever a handler, Nest or Fastify threw
 */
export function domainErrorOf(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  if (isLockTimeout(error)) return new DomainError('SERVICE_UNAVAILABLE', 'Something that this needs is in use for unusually long.', { cause: error, retryAfterSeconds: 5 });
  const status = statusOf(error);
  if (status === undefined || (status >= 500 && status !== 503)) return undefined;
  const code = CODE_OF_STATUS[status] ?? 'VALIDATION_FAILED';
  const detail = DETAIL[code] ?? (error instanceof Error ? error.message : 'The request was refused.');
  return new DomainError(code, detail, { cause: error, ...(status === 503 ? { retryAfterSeconds: 5 } : {}) });
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  // Fastify's own errors; an error of another library with a statusCode is not meant for the caller.
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('FST_') && 'statusCode' in error) return Number(error.statusCode);
  return undefined;
}

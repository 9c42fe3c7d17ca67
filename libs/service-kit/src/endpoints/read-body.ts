import { DomainError } from '@syncline/contract';
import type { OperationSpec } from '@syncline/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseJson } from './parse-json.ts';

/** Longest request body in bytes. */
export const BODY_LIMIT = 1024 * 1024;

/**
 * Takes every body as bytes. What they mean is decided in the handler's turn, after the guard: a stranger is told 401
 * and not how his body is wrong, and which media types are understood is said by the operation alone.
 */
export function acceptRawBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
}

/**
 * The body of a request: a JSON value, the bytes where the operation takes another media type, or undefined.
 * @throws DomainError UNSUPPORTED_MEDIA_TYPE, VALIDATION_FAILED
 */
export function readBody(operation: OperationSpec, request: FastifyRequest): unknown {
  const { body } = request;
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  const mediaType = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const understood = operation.consumes ?? ['application/json'];
  if (!understood.includes(mediaType)) throw new DomainError('UNSUPPORTED_MEDIA_TYPE', `The body must be ${understood.join(' or ')}.`);
  return /[/+]json$/.test(mediaType) ? parseJson(body) : body;
}

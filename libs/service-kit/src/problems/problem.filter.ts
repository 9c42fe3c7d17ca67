import { DomainError, problemCatalogue } from '@syncline/contract';
import type { OperationSpec, Problem } from '@syncline/contract';
import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logging/logger.ts';
import { runInSpan } from '../trace/trace-context.ts';
import { traceOf } from '../trace/trace-requests.ts';
import { allowedMethods } from './allowed-methods.ts';
import { domainErrorOf } from './problem-of.ts';

/** Renders every error as RFC 9457. It adds nothing of its own: code, status and title come from the catalogue of the contract. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #operations: readonly OperationSpec[];
  readonly #logger: Logger;

  constructor(operations: readonly OperationSpec[], logger: Logger) {
    this.#operations = operations;
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for what Fastify refuses before it has a route. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const told = this.#refine(domainErrorOf(error), request) ?? this.#fault(error, request);
    if (reply.sent || reply.raw.headersSent) {
      // Too late for an answer: cutting the connection is the only way to tell that the body is not complete.
      reply.raw.destroy();
      return;
    }
    const problem = toProblem(told, request);
    // As bytes: of a text Fastify would add a charset, a parameter that this media type does not have.
    void reply.status(problem.status).headers(told.headers).type('application/problem+json').send(Buffer.from(JSON.stringify(problem)));
  }

  /** The router only says "not found"; that the path is known under another method is said here. */
  #refine(error: DomainError | undefined, request: FastifyRequest): DomainError | undefined {
    if (error?.code !== 'NOT_FOUND' || !request.is404) return error;
    const methods = allowedMethods(this.#operations, pathOf(request));
    return methods.length === 0 ? error : new MethodNotAllowed(methods);
  }

  #fault(error: unknown, request: FastifyRequest): DomainError {
    const fields = { err: error, method: request.method, path: pathOf(request) };
    runInSpan(traceOf(request), () => this.#logger.error(fields, 'a request failed by a fault of this service'));
    return new DomainError('INTERNAL_ERROR', 'The service failed. Its log tells more under the traceId.');
  }
}

class MethodNotAllowed extends DomainError {
  override readonly headers: Readonly<Record<string, string>>;

  constructor(methods: readonly string[]) {
    super('METHOD_NOT_ALLOWED', `Offered here: ${methods.join(', ')}.`);
    this.headers = { allow: methods.join(', ') };
  }
}

function toProblem(error: DomainError, request: FastifyRequest): Problem {
  const { status, title, slug } = problemCatalogue[error.code];
  const problem = { type: `/problems/${slug}`, title, status, detail: error.detail, instance: pathOf(request), code: error.code, traceId: traceOf(request).traceId };
  return error.errors === undefined ? problem : { ...problem, errors: [...error.errors] };
}

/** Without the query, which may hold what should not be repeated. */
const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '';

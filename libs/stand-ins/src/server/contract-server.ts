import { setTimeout as delay } from 'node:timers/promises';
import { DomainError, fieldErrors } from '@syncline/contract';
import type { FieldError, InputOf, OperationSpec, OperationTable, ServiceName } from '@syncline/contract';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Faults } from './faults.ts';
import type { Identity } from './identity.ts';
import { problemOf } from './problem.ts';
import { RequestRecord } from './record.ts';
import type { Exchange } from './record.ts';
import type { Caller, Trust } from './trust.ts';

export interface Call<S extends OperationSpec> {
  readonly input: InputOf<S>;
  readonly headers: FastifyRequest['headers'];
  readonly caller: Caller;
}

export interface Reply {
  readonly status: number;
  /** JSON; bytes go through `write`. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes the answer over, for bytes and for connections that are cut within. */
  readonly write?: (reply: FastifyReply) => Promise<unknown> | unknown;
}

/** Handlers of those operations that a stand-in plays; the others answer 404. */
export type Handlers<T extends OperationTable> = { readonly [K in keyof T]?: (call: Call<T[K]>) => Promise<Reply> | Reply };

export interface ContractServerOptions<T extends OperationTable> {
  readonly service: ServiceName;
  readonly operations: T;
  readonly handlers: () => Handlers<T>;
  readonly identity: Identity;
  readonly trust: Trust;
  readonly host: string;
  readonly port: number;
}

/**
 * A server made from an operation table: it checks token and input by the contract, keeps a record of all it received,
 * and breaks on purpose where told to. What a stand-in adds are only the handlers.
 */
export class ContractServer<T extends OperationTable> {
  readonly record = new RequestRecord();
  readonly faults = new Faults();
  readonly #options: ContractServerOptions<T>;
  #fastify: FastifyInstance | undefined;
  #url = '';

  constructor(options: ContractServerOptions<T>) {
    this.#options = options;
  }

  /** Where it listens; kept over `stop` and `start`, so that a stand-in can be away for a while. */
  get url(): string {
    return this.#url;
  }

  async start(): Promise<void> {
    const server = fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    server.get('/.well-known/jwks.json', () => this.#options.identity.jwks);
    server.get('/health/live', () => ({ status: 'ok' }));
    server.get('/health/ready', () => ({ status: 'ok' }));
    server.get('/info', () => ({ service: this.#options.service, version: 'stand-in' }));
    const handlers = this.#options.handlers();
    for (const [name, operation] of Object.entries(this.#options.operations)) {
      const handler = handlers[name];
      if (handler === undefined) continue;
      server.route({
        method: operation.method,
        url: operation.path,
        handler: (request, reply) => this.#serve(operation, handler as (call: Call<OperationSpec>) => Promise<Reply> | Reply, request, reply),
      });
    }
    server.setNotFoundHandler((request, reply) => {
      const exchange = this.#record(null, request);
      return this.#refuse(exchange, reply, new DomainError('NOT_FOUND', `the stand-in of ${this.#options.service} does not play ${request.method} ${request.url}`));
    });
    const port = this.#url === '' ? this.#options.port : Number(new URL(this.#url).port);
    this.#url = await server.listen({ host: this.#options.host, port });
    this.#fastify = server;
  }

  async stop(): Promise<void> {
    await this.#fastify?.close();
    this.#fastify = undefined;
  }

  async #serve(operation: OperationSpec, handler: (call: Call<OperationSpec>) => Promise<Reply> | Reply, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const exchange = this.#record(operation, request);
    const fault = this.faults.take(operation.id);
    if (fault?.kind === 'delay') await delay(fault.ms);
    if (fault?.kind === 'drop' && fault.afterWork !== true) return drop(reply);
    if (fault?.kind === 'status') return this.#answer(exchange, reply, faultyAnswer(fault.status, fault.retryAfterSeconds));
    try {
      exchange.caller = await this.#options.trust.check(operation, request.headers.authorization);
      const input = readInput(operation, request, exchange.body);
      const result = await handler({ input, headers: request.headers, caller: exchange.caller });
      if (fault?.kind === 'drop') return drop(reply);
      return await this.#answer(exchange, reply, result);
    } catch (error) {
      if (error instanceof DomainError) return this.#refuse(exchange, reply, error);
      throw error;
    }
  }

  async #answer(exchange: Exchange, reply: FastifyReply, { status, body, headers = {}, write }: Reply): Promise<unknown> {
    this.record.settle(exchange, status);
    reply.code(status).headers({ ...headers });
    if (write !== undefined) return await write(reply);
    return body === undefined ? reply.send() : reply.type('application/json').send(JSON.stringify(body));
  }

  #refuse(exchange: Exchange, reply: FastifyReply, error: DomainError): FastifyReply {
    const problem = problemOf(error, exchange.url);
    this.record.settle(exchange, problem.status, error);
    return reply.code(problem.status).headers({ ...error.headers }).type('application/problem+json').send(JSON.stringify(problem));
  }

  #record(operation: OperationSpec | null, request: FastifyRequest): Exchange {
    const { method, url, headers } = request;
    const exchange: Exchange = { at: new Date(), operation: operation?.id ?? null, method, url, headers, body: readBody(request.body), caller: null, status: null, refusal: null };
    this.record.add(exchange);
    return exchange;
  }
}

function readBody(body: unknown): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return body.toString('utf8');
  }
}

function readInput(operation: OperationSpec, request: FastifyRequest, body: unknown): InputOf<OperationSpec> {
  const errors: FieldError[] = [];
  const read = (schema: z.ZodType | undefined, value: unknown, root: string[]): unknown => {
    const result = schema?.safeParse(value);
    if (result?.success === false) errors.push(...fieldErrors(result.error, root));
    return result?.data;
  };
  const input = {
    params: read(operation.params, request.params, ['params']),
    query: read(operation.query, request.query, ['query']),
    headers: read(operation.headers, request.headers, ['headers']),
    body: read(operation.body, body, []),
  };
  if (errors.length > 0) throw new DomainError('VALIDATION_FAILED', errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; '), { errors });
  return input as InputOf<OperationSpec>;
}

function faultyAnswer(status: number, retryAfterSeconds: number | undefined): Reply {
  return { status, body: { title: 'a fault of the stand-in' }, headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) } };
}

function drop(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

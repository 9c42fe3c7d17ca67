import type { FastifyInstance, FastifyRequest } from 'fastify';
import { runInSpan } from './trace-context.ts';
import { beginSpan, parseTraceparent } from './traceparent.ts';
import type { Trace } from './traceparent.ts';

const traces = new WeakMap<FastifyRequest, Trace>();

/** The span of a request, also where its asynchronous context is not at hand; begun here if nothing began it yet. */
export function traceOf(request: FastifyRequest): Trace {
  const known = traces.get(request);
  if (known !== undefined) return known;
  const header = request.headers['traceparent'];
  const trace = beginSpan(parseTraceparent(typeof header === 'string' ? header : undefined));
  traces.set(request, trace);
  return trace;
}

/** Begins a span for every request; everything that runs on its behalf runs inside of it. */
export function traceRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => runInSpan(traceOf(request), done));
}

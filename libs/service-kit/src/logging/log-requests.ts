import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { runInSpan } from '../trace/trace-context.ts';
import { traceOf } from '../trace/trace-requests.ts';
import type { Logger } from './logger.ts';

/** Routes that are asked every few seconds by machines. */
const CHATTER = /^\/(health|metrics|docs)\b/;

/** One line a request, when it is answered: never its query, headers or body. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    runInSpan(traceOf(request), () => logRequest(request, reply, logger));
    done();
  });
}

function logRequest(request: FastifyRequest & { caller?: { issuer: string; clientId: string } }, reply: FastifyReply, logger: Logger): void {
  const [path = ''] = request.url.split('?');
  const client = request.caller === undefined ? {} : { issuer: request.caller.issuer, clientId: request.caller.clientId };
  const fields = { method: request.method, path, status: reply.statusCode, durationMs: Math.round(reply.elapsedTime), ...client };
  if (CHATTER.test(path)) logger.debug(fields, 'request answered');
  else logger.info(fields, 'request answered');
}

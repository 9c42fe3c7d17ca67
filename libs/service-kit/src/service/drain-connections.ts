import type { FastifyInstance } from 'fastify';
import type { Lifecycle } from './lifecycle.ts';

/**
 * Lets connections go while the service stops. Fastify closes those that are idle when the stop begins; one that still
 * serves a request would be kept alive after it, and the stop would wait for a client that has nothing more to ask.
 */
export function drainConnections(fastify: FastifyInstance, lifecycle: Lifecycle): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (lifecycle.isStopping) reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (_request, _reply, done) => {
    // An answer whose head was sent before the stop began could not say so; its connection is idle a moment later.
    if (lifecycle.isStopping) setImmediate(() => fastify.server.closeIdleConnections());
    done();
  });
}

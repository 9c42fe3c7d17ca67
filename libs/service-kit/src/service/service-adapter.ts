import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { Answer } from '../endpoints/answer.ts';

type Reply = FastifyAdapter['reply'];

/**
 * Fastify, as Nest speaks to it, which knows how an `Answer` goes onto the wire. Here and not in an interceptor: a single
 * interceptor makes Nest send the result of every handler through a chain of observables, which costs a tenth of a request.
 */
export class ServiceAdapter extends FastifyAdapter {
  override reply(response: Parameters<Reply>[0], body: unknown, statusCode?: number): ReturnType<Reply> {
    if (!(body instanceof Answer)) return super.reply(response, body, statusCode);
    (response as FastifyReply).headers(body.headers);
    return super.reply(response, body.body, body.status);
  }
}

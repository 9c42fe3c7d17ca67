import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';

/** What a handler returns when its status is not the usual one of the operation, or when it sets headers. */
export class Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: T, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Puts an `Answer` onto the wire; every other value goes out as it is. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((value: unknown) => (value instanceof Answer ? this.#apply(value, context) : value)));
  }

  #apply(answer: Answer<unknown>, context: ExecutionContext): unknown {
    context.switchToHttp().getResponse<FastifyReply>().status(answer.status).headers(answer.headers);
    return answer.body;
  }
}

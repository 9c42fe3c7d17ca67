import type { FastifyInstance } from 'fastify';

export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
}

/** Every route that the server really has, whoever registered it; a test compares them with the policies. */
export class RouteTable {
  readonly routes: RegisteredRoute[] = [];

  /** Before anything else is registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      this.routes.push(...[method].flat().map((name) => ({ method: name, url })));
    });
  }
}

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Logger as NestPinoLogger } from 'nestjs-pino';
import type { BaseConfig } from '../config/service-config.ts';
import { OPEN_API_DOCUMENT } from '../documentation/openapi.controller.ts';
import { serveDocs } from '../documentation/serve-docs.ts';
import { acceptRawBodies, BODY_LIMIT } from '../endpoints/read-body.ts';
import { logRequests } from '../logging/log-requests.ts';
import { nestLog } from '../logging/nest-log.ts';
import { Metrics } from '../metrics/metrics.ts';
import { traceRequests } from '../trace/trace-requests.ts';
import { drainConnections } from './drain-connections.ts';
import { RouteTable } from './route-table.ts';
import { ServiceAdapter } from './service-adapter.ts';
import type { ServiceDefinition, ServiceOverrides } from './service-definition.ts';
import { ServiceKitModule } from './service-kit.module.ts';
import { createParts } from './service-parts.ts';
import type { ServiceParts } from './service-parts.ts';

@Module({})
class ServiceModule {}

/** Longest path parameter; a cursor or an issuer in a path is no longer. */
const MAX_PARAM_LENGTH = 500;

/**
 * The application of a service, ready to listen: `await app.listen(0, '127.0.0.1')` in a test, `runService` otherwise.
 * `app.close()` stops loops, server and database, in this order.
 */
export async function createServiceApp<Config extends BaseConfig>(definition: ServiceDefinition<Config>, overrides: ServiceOverrides<Config> = {}): Promise<NestFastifyApplication> {
  const config = overrides.config ?? definition.loadConfig();
  const parts = await createParts(definition, config, overrides);
  if (config.migrateAtStart) await parts.database?.migrate();
  return assemble(parts, { module: ServiceModule, imports: [ServiceKitModule.forRoot(parts), definition.module(config)] });
}

async function assemble(parts: ServiceParts, module: object): Promise<NestFastifyApplication> {
  const adapter = new ServiceAdapter({
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // What the router refuses before any hook runs, such as a malformed escape in the path.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => parts.problems.answer(error, request, reply),
  });
  const fastify = adapter.getInstance();
  const routes = new RouteTable();
  routes.watch(fastify);
  traceRequests(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { bufferLogs: true, abortOnError: false, bodyParser: false });
  app.useLogger(nestLog(app.get(NestPinoLogger)));
  logRequests(fastify, parts.pino);
  app.get(Metrics).observeRequests(fastify);
  if (parts.database !== undefined) app.get(Metrics).observeDatabase(parts.database.traffic);
  acceptRawBodies(fastify);
  drainConnections(fastify, parts.lifecycle);
  serveDocs(app, app.get<object>(OPEN_API_DOCUMENT));
  tables.set(app, routes);
  return app;
}

const tables = new WeakMap<NestFastifyApplication, RouteTable>();

/** The routes of an application made here; complete once it is initialised. */
export function routesOf(app: NestFastifyApplication): RouteTable {
  const table = tables.get(app);
  if (table === undefined) throw new Error('This application was not made by createServiceApp.');
  return table;
}

import type { OperationSpec, Policy } from '@syncline/contract';
import { POLICY_KEY } from '@syncline/service-auth';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DOCS_PATH } from '../documentation/serve-docs.ts';
import { OPERATION_KEY } from '../endpoints/endpoint.ts';
import { routesOf } from '../service/create-service-app.ts';

export interface WalkedRoute {
  readonly method: string;
  readonly url: string;
  /** `undefined`: nobody said who may call this. The guard refuses it, and a test should fail. */
  readonly policy: Policy | undefined;
}

/**
 * Every route that the HTTP server of an initialised application knows, with its policy. It asks the server and not
 * the controllers, so that a route which something else registered cannot hide.
 */
export function walkRoutes(app: NestFastifyApplication): WalkedRoute[] {
  const policies = declaredPolicies(app);
  return routesOf(app).routes.map(({ method, url }) => ({ method, url, policy: policyOf(method, url, policies) }));
}

function policyOf(method: string, url: string, policies: ReadonlyMap<string, Policy>): Policy | undefined {
  // Fastify answers HEAD by the handler of GET, guard included.
  const declared = policies.get(`${method === 'HEAD' ? 'GET' : method} ${url}`);
  const isPage = url === DOCS_PATH || url.startsWith(`${DOCS_PATH}/`);
  return declared ?? (isPage && ['GET', 'HEAD'].includes(method) ? 'open' : undefined);
}

function declaredPolicies(app: NestFastifyApplication): ReadonlyMap<string, Policy> {
  const scanner = new MetadataScanner();
  const policies = new Map<string, Policy>();
  for (const { instance } of app.get(DiscoveryService, { strict: false }).getControllers()) {
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = prototype[name] ?? {};
      const operation = Reflect.getMetadata(OPERATION_KEY, handler) as OperationSpec | undefined;
      const policy = Reflect.getMetadata(POLICY_KEY, handler) as Policy | undefined;
      if (operation !== undefined && policy !== undefined) policies.set(`${operation.method} ${operation.path}`, policy);
    }
  }
  return policies;
}

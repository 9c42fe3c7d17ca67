import { dataConsumerOperations as operations, scopesOf, type Scope } from '@syncline/contract';
import { createServiceApp } from '@syncline/service-kit';
import { walkRoutes } from '@syncline/service-kit/testing';
import type { FreshDatabase } from '@syncline/test-kit';
import { loadDataConsumerConfig } from '../src/data-consumer.config.ts';
import { dataConsumer } from '../src/data-consumer.service.ts';
import { consumerDatabase, environmentOf, startWorld, type World } from './harness.ts';

type App = Awaited<ReturnType<typeof createServiceApp>>;

let world: World;
let fresh: FreshDatabase;
let app: App;

beforeAll(async () => {
  world = await startWorld([]);
  fresh = await consumerDatabase();
  app = await createServiceApp(dataConsumer, { config: loadDataConsumerConfig(await environmentOf(world, fresh.url)) });
  await app.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await app?.close();
  await world?.stop();
  await fresh?.drop();
});

it('has a policy on every route, and serves every operation of the contract', () => {
  const routes = walkRoutes(app);
  expect(routes.filter(({ policy }) => policy === undefined)).toEqual([]);
  expect(routes.filter(({ policy, url }) => policy === 'open' && url.startsWith('/api/'))).toEqual([]);
  const served = new Set(routes.map(({ method, url }) => `${method} ${url}`));
  expect(Object.values(operations).filter(({ method, path }) => !served.has(`${method} ${path}`))).toEqual([]);
});

it.each(Object.values(operations).map(({ id, method, path, policy }) => [id, method, path.replace(/:\w+/g, '01990000-0000-7000-8000-000000000001'), policy] as const))(
  '%s refuses a caller without a token, and one without its scope', async (_id, method, path, policy) => {
    const scopes = ['files:read', 'files:write', 'syncs:run', 'outputs:read'].filter((scope) => !scopesOf(policy).includes(scope as Scope)).join(' ');
    const call = (headers: Record<string, string>): Promise<Response> => app.getUrl().then((url) => fetch(`${url}${path}`, { method, headers }));
    expect((await call({})).status).toBe(401);
    const token = await world.operator.token({ audience: 'data-consumer', scope: scopes });
    expect((await call({ authorization: `Bearer ${token}` })).status).toBe(403);
  },
);

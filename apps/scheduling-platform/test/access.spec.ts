import { schedulingPlatformOperations as operations } from '@syncline/contract';
import { walkRoutes } from '@syncline/service-kit/testing';
import { testIdentity } from '@syncline/test-kit';
import { aName, aTask, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

const OPEN = ['/health/live', '/health/ready', '/info', '/metrics', '/openapi.json', '/.well-known/jwks.json'];

describe('access', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
  });
  afterAll(() => world.close());

  it('has a policy on every route, and only the seven root documents are open', () => {
    const routes = walkRoutes(platform.node.app);
    expect(routes.filter(({ policy }) => policy === undefined)).toEqual([]);
    const open = routes.filter(({ policy, url }) => policy === 'open' && !url.startsWith('/docs')).map(({ url }) => url);
    expect([...new Set(open)].sort()).toEqual([...OPEN].sort());
  });

  it('serves every operation of the contract', () => {
    const served = new Set(walkRoutes(platform.node.app).map(({ method, url }) => `${method} ${url}`));
    expect(Object.values(operations).filter(({ method, path }) => !served.has(`${method} ${path}`))).toEqual([]);
  });

  it.each<[string, (world: PlatformWorld) => Promise<string | null> | string | null, number, string]>([
    ['no token', () => null, 401, 'UNAUTHENTICATED'],
    ['a word that is no token', () => 'hello', 401, 'UNAUTHENTICATED'],
    ['an unsigned token', ({ operator }) => operator.unsignedToken({ audience: 'scheduling-platform', scope: 'tasks:read' }), 401, 'UNAUTHENTICATED'],
    ['an expired token', ({ operator }) => operator.token({ audience: 'scheduling-platform', scope: 'tasks:read', claims: { iat: 1_700_000_000, exp: 1_700_000_300 } }), 401, 'UNAUTHENTICATED'],
    ['a token for another service', ({ operator }) => operator.token({ audience: 'data-consumer', scope: 'tasks:read' }), 401, 'UNAUTHENTICATED'],
    ['a token signed with another key', async ({ operator }) => operator.token({ audience: 'scheduling-platform', scope: 'tasks:read', key: (await testIdentity('urn:x')).privateKey }), 401, 'UNAUTHENTICATED'],
    ['a token of an unknown issuer', async () => (await testIdentity('urn:stranger')).token({ audience: 'scheduling-platform', scope: 'tasks:read' }), 401, 'UNAUTHENTICATED'],
    ['a token with another scope', ({ operator }) => operator.token({ audience: 'scheduling-platform', scope: 'runs:read' }), 403, 'INSUFFICIENT_SCOPE'],
    ['a scope that its issuer may not grant', ({ consumer }) => consumer.token({ audience: 'scheduling-platform', scope: 'tasks:read' }), 403, 'INSUFFICIENT_SCOPE'],
  ])('refuses %s', async (_, make, status, code) => {
    const answer = await platform.call<{ code: string }>('GET', '/tasks', { token: await make(world) });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('refuses unknown fields, wrong types and unknown query values, each with where it is', async () => {
    const name = aName();
    const task = { ...aTask(world.target.url), name };
    const pointers = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const answer = await platform.call<{ status: number; errors: { pointer: string }[] }>(method, path, { body });
      return [answer.status, answer.body.errors.map(({ pointer }) => pointer)];
    };
    expect(await pointers('PUT', `/tasks/${name}`, { ...task, colour: 'red' })).toEqual([400, ['/colour']]);
    expect(await pointers('PUT', `/tasks/${name}`, { ...task, priority: 'high' })).toEqual([400, ['/priority']]);
    expect(await pointers('PUT', `/tasks/${name}`, { ...task, name: aName() })).toEqual([400, ['/name']]);
    expect(await pointers('PUT', `/tasks/${name}`, { ...task, triggers: [{ kind: 'interval', every: 'PT0.001S' }] })).toEqual([400, ['/triggers/0/every']]);
    expect(await pointers('GET', '/runs?state=LOST')).toEqual([400, ['/query/state']]);
    expect(await pointers('GET', '/runs?limit=501')).toEqual([400, ['/query/limit']]);
    expect(await pointers('GET', '/runs?cursor=nonsense')).toEqual([400, ['/query/cursor']]);
    expect((await platform.call('GET', `/tasks/${name}`)).status).toBe(404);
  });
});

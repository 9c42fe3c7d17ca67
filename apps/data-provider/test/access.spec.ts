import { dataProviderOperations as operations, scopesOf, type Scope } from '@syncline/contract';
import { walkRoutes } from '@syncline/service-kit/testing';
import { ALL_SCOPES, prepareGround, startProvider, type Ground, type TestProvider } from './provider.ts';
import { CITIES, COUNTRIES } from './source.ts';

const SECRET_COUNTRIES = `${COUNTRIES}
views:
  short: { where: "code < 'a'", columns: [code, name], mask: { name: "x" } }
access:
  - { issuer: urn:syncline:operator, clientId: operator, view: short }
`.replace('name: countries', 'name: secret');

const NOBODYS = `${COUNTRIES}\naccess: [{ issuer: urn:syncline:other, clientId: operator, view: default }]`.replace('name: countries', 'name: nobodys');

describe('who may do what', () => {
  let ground: Ground;
  let provider: TestProvider;
  beforeAll(async () => {
    ground = await prepareGround({ cities: CITIES, secret: SECRET_COUNTRIES, nobodys: NOBODYS });
    provider = await startProvider(ground);
    await provider.close('2026-08-04');
  });
  afterAll(async () => {
    await provider.stop();
    await ground.remove();
  });

  it('every route has a policy, and every operation of the contract is served', () => {
    const routes = walkRoutes(provider.app);
    expect(routes.filter(({ policy }) => policy === undefined)).toEqual([]);
    expect(routes.filter(({ policy, url }) => policy === 'open' && url.startsWith('/api/'))).toEqual([]);
    const served = new Set(routes.map(({ method, url }) => `${method} ${url}`));
    expect(Object.values(operations).filter(({ method, path }) => !served.has(`${method} ${path}`))).toEqual([]);
  });

  it.each(Object.values(operations).map(({ id, method, path, policy }) => [id, method, path, policy] as const))('%s needs its token and its scope', async (_id, method, path, policy) => {
    const place = path.replace(':date', '2026-08-04').replace(':name', 'cities').replace(':n', '1').replace(/:\w+/, '01990000-0000-7000-8000-000000000001');
    expect((await provider.call(place, { method, token: null })).status).toBe(401);
    const others = ALL_SCOPES.split(' ').filter((scope) => !scopesOf(policy).includes(scope as Scope)).join(' ');
    const refused = await provider.call(place, { method, scope: others });
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'INSUFFICIENT_SCOPE' }]);
  });

  it('wrong tokens are 401', async () => {
    const { operator } = ground;
    const usual = { audience: 'data-provider', scope: ALL_SCOPES };
    const now = Math.floor(Date.parse('2026-01-01T00:00:00Z') / 1000);
    for (const token of [
      await operator.token({ ...usual, audience: 'data-consumer' }),
      await operator.token({ ...usual, claims: { iat: now, exp: now + 60 } }),
      await operator.token({ ...usual, header: { typ: 'JWT' } }),
      await operator.token({ ...usual, key: ground.identity.privateKey }),
      operator.unsignedToken(usual),
    ]) expect((await provider.call('/api/v1/datasets', { token })).status).toBe(401);
  });

  it('a new revision needs extracts:write, and is a revision of its own', async () => {
    const ask = (scope?: string): Promise<Response> => provider.call('/api/v1/datasets/cities/extracts', { method: 'POST', body: { businessDate: '2026-08-04', newRevision: true }, ...(scope ? { scope } : {}) });
    expect((await ask('extracts:read')).status).toBe(403);
    const plain = await provider.call('/api/v1/datasets/cities/extracts', { method: 'POST', body: { businessDate: '2026-08-04' }, scope: 'extracts:write' });
    expect([plain.status, await plain.json()]).toMatchObject([403, { code: 'INSUFFICIENT_SCOPE' }]);
    const made = await ask('extracts:write');
    expect([made.status, await made.json()]).toMatchObject([201, { state: 'BUILDING', revision: 2 }]);
  });

  it('unknown fields and parameters are refused', async () => {
    const body = await provider.call('/api/v1/datasets/cities/extracts', { method: 'POST', body: { businessDate: '2026-08-04', force: true } });
    expect([body.status, await body.json()]).toMatchObject([400, { code: 'VALIDATION_FAILED', errors: [{ pointer: '/force' }] }]);
    expect((await provider.call('/api/v1/extracts?state=SEALED')).status).toBe(400);
    expect((await provider.call('/api/v1/extracts?limit=501')).status).toBe(400);
    expect((await provider.call('/api/v1/business-dates/2026-02-30/close', { method: 'POST' })).status).toBe(400);
  });

  it('shows each client its own view, and what it may not see is not there', async () => {
    const { items } = await provider.read<{ items: { name: string; view: string; columns: { name: string }[] }[] }>('/api/v1/datasets');
    expect(items.map(({ name, view, columns }) => [name, view, columns.length])).toEqual([['cities', 'default', 3], ['secret', 'short', 2]]);
    expect((await provider.call('/api/v1/datasets/nobodys')).status).toBe(404);
    const rows = await provider.read('/api/v1/datasets/secret/rows?limit=1');
    expect(rows).toMatchObject({ items: [{ code: 'DE', name: 'x' }], nextCursor: expect.any(String) as string });
    const own = await provider.extract('secret', '2026-08-04');
    expect(own).toMatchObject({ view: 'short', rows: 2, state: 'SEALED' });
    const close = await provider.read<{ extracts: { id: string; view: string; dataset: string }[] }>('/api/v1/business-dates/2026-08-04');
    const foreign = close.extracts.filter(({ dataset, view }) => dataset === 'nobodys' || (dataset === 'secret' && view === 'default'));
    expect(foreign).toHaveLength(2);
    for (const { id } of foreign) {
      for (const path of ['', '/manifest', '/parts/1']) expect((await provider.call(`/api/v1/extracts/${id}${path}`)).status).toBe(404);
    }
    const listed = await provider.read<{ items: { view: string; dataset: string }[] }>('/api/v1/extracts?dataset=secret');
    expect(listed.items).toMatchObject([{ dataset: 'secret', view: 'short' }]);
  });

  it('pages through live rows and extracts without losing or repeating any', async () => {
    const walk = async (path: string): Promise<Record<string, unknown>[]> => {
      const all: Record<string, unknown>[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { items: Record<string, unknown>[]; nextCursor: string | null } = await provider.read(`${path}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        all.push(...page.items);
        cursor = page.nextCursor;
      }
      return all;
    };
    const cities = (await walk('/api/v1/datasets/cities/rows?businessDate=2026-08-04&limit=37')).map((row) => row['city_id']);
    expect(cities).toHaveLength(250);
    expect(cities).toEqual([...new Set(cities)].sort());
    const extracts = (await walk('/api/v1/extracts?limit=1')).map(({ id }) => id);
    expect(extracts).toEqual([...new Set(extracts)].sort().reverse());
    expect((await provider.call('/api/v1/datasets/cities/rows')).status).toBe(422);
    expect((await provider.call('/api/v1/datasets/cities/rows?businessDate=2026-08-04&cursor=WzFd')).status).toBe(400);
  });
});

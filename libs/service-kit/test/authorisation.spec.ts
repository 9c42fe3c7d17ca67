import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { walkRoutes } from '../src/testing/index.ts';
import { startSample } from './support/sample-service.ts';
import type { Sample } from './support/sample-service.ts';

let sample: Sample;
const API_KEY = 'a-long-random-key';
beforeAll(async () => {
  sample = await startSample({}, { file: { apiKeys: [{ sha256: createHash('sha256').update(API_KEY).digest('hex'), clientId: 'legacy', scopes: ['files:read'] }] } });
});
afterAll(() => sample.close());

const ALL_SCOPES = 'files:read files:write tasks:read tasks:write runs:read runs:write';

/** Sends the path as it stands: fetch would tidy it up first. */
const raw = (method: string, path: string, headers: Record<string, string | string[]> = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(sample.url);
    httpRequest({ hostname, port, method, path, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    }).on('error', reject).end();
  });

it('lets the right token in and tells the handler who it is', async () => {
  const { status, body } = await sample.request('/api/v1/things/a', { headers: await sample.authorized('files:read') });
  expect(status).toBe(200);
  expect(body).toMatchObject({ name: 'a', caller: { issuer: 'urn:test:operator', subject: 'operator', scopes: ['files:read'] } });
});

it('lets an API key in', async () => {
  const { status, body } = await sample.request('/api/v1/things/a', { headers: { 'x-api-key': API_KEY } });
  expect(status).toBe(200);
  expect(body).toMatchObject({ caller: { issuer: 'urn:syncline:api-key', clientId: 'legacy' } });
});

it('answers 401 without credentials, and says how to come with some', async () => {
  const { status, headers, body } = await sample.request('/api/v1/things/a');
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toBe('Bearer');
  expect(body).toMatchObject({ type: '/problems/unauthenticated', code: 'UNAUTHENTICATED', status: 401, instance: '/api/v1/things/a' });
});

it('answers 403 INSUFFICIENT_SCOPE where the token is good and the scope is lacking', async () => {
  const { status, body } = await sample.request('/api/v1/things/a', { headers: await sample.authorized('files:write') });
  expect(status).toBe(403);
  expect(body).toMatchObject({ code: 'INSUFFICIENT_SCOPE' });
});

it('answers 401 before it says anything on the body', async () => {
  const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{ broken' };
  expect((await sample.request('/api/v1/things/a', init)).status).toBe(401);
  expect((await sample.request('/api/v1/things/a', { ...init, headers: { ...init.headers, ...(await sample.authorized('files:read')) } })).status).toBe(403);
});

describe('a route without a policy', () => {
  it('is closed to everybody', async () => {
    const headers = await sample.authorized(ALL_SCOPES);
    for (const init of [{}, { headers }, { headers: { 'x-api-key': API_KEY } }]) {
      expect(await sample.request('/api/v1/forgotten', init)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    }
    expect(await raw('HEAD', '/api/v1/forgotten', headers)).toBe(403);
  });

  it('is found by the walk over all routes, and is the only one', () => {
    const open = walkRoutes(sample.app).filter((route) => route.policy === undefined);
    expect(open).toEqual([{ method: 'GET', url: '/api/v1/forgotten', policy: undefined }, { method: 'HEAD', url: '/api/v1/forgotten', policy: undefined }]);
    expect(walkRoutes(sample.app)).toContainEqual({ method: 'GET', url: '/api/v1/things/:name', policy: 'files:read' });
    expect(walkRoutes(sample.app).length).toBeGreaterThan(15);
  });
});

describe('no spelling of a path slips by', () => {
  it.each([
    ['HEAD', '/api/v1/things/a'],
    ['GET', '/%61pi/v1/things/a'],
    ['GET', '/api/v1/%74hings/a'],
    ['GET', '/api/v1/things/a?x=/health/live'],
    ['GET', '/api/v1/things/a#/health/live'],
    ['GET', '/api/v1/things/a;x=1'],
    ['GET', '//api/v1/things/a'],
    ['GET', '/api//v1/things/a'],
    ['GET', '/health/live/../../api/v1/things/a'],
    ['GET', '/health/live/..%2f..%2fapi/v1/things/a'],
    ['GET', '/API/v1/things/a'],
    ['GET', '/api/v1/things/a/'],
  ])('%s %s', async (method, path) => {
    expect([400, 401, 404]).toContain(await raw(method, path));
  });

  it('and HEAD needs what GET needs', async () => {
    expect(await raw('HEAD', '/api/v1/things/a')).toBe(401);
    expect(await raw('HEAD', '/api/v1/things/a', await sample.authorized('files:write'))).toBe(403);
    expect(await raw('HEAD', '/api/v1/things/a', await sample.authorized('files:read'))).toBe(200);
    expect(await raw('GET', '/%61pi/v1/things/a')).toBe(401);
  });
});

describe('nothing that a stranger sends becomes a 500', () => {
  it.each<[Record<string, string | string[]>]>([
    [{ authorization: '' }],
    [{ authorization: 'Bearer' }],
    [{ authorization: 'Bearer ' }],
    [{ authorization: 'Bearer a b' }],
    [{ authorization: 'bearer x.y.z' }],
    [{ authorization: 'Basic dTpw' }],
    [{ authorization: `Bearer ${'a'.repeat(9_000)}` }],
    [{ authorization: 'Bearer eyJhbGciOiJub25lIn0..' }],
    [{ authorization: 'Bearer bnVsbA.bnVsbA.bnVsbA' }],
    [{ authorization: 'Bearer W10.W10.W10' }],
    [{ authorization: 'Bearer IiI.IiI.IiI' }],
    [{ authorization: 'Bearer eyJ0eXAiOnt9fQ.eyJpc3MiOnt9fQ.x' }],
    [{ authorization: ['Bearer a.b.c', 'Bearer d.e.f'] }],
    [{ 'x-api-key': '' }],
    [{ 'x-api-key': ['a', 'b'] }],
    [{ 'x-api-key': 'ö' }],
  ])('%j', async (headers) => {
    expect(await raw('GET', '/api/v1/things/a', headers)).toBe(401);
  });
});

it('keeps what is open open', async () => {
  for (const path of ['/health/live', '/health/ready', '/info', '/metrics', '/openapi.json', '/docs', '/.well-known/jwks.json']) {
    expect([path, (await sample.request(path)).status]).toEqual([path, 200]);
  }
});

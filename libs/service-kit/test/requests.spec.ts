import { startSample } from './support/sample-service.ts';
import type { Sample } from './support/sample-service.ts';

let sample: Sample;
let headers: Record<string, string>;
beforeAll(async () => {
  sample = await startSample();
  headers = { ...(await sample.authorized('files:read files:write')), 'content-type': 'application/json' };
});
afterAll(() => sample.close());

const put = (body: unknown, extra: Record<string, string> = {}): ReturnType<Sample['request']> =>
  sample.request('/api/v1/things/a', { method: 'PUT', headers: { ...headers, ...extra }, body: typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) });
const pointers = ({ body }: { body: Record<string, unknown> }): string[] => (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);

it('hands the validated request to the handler and its answer back', async () => {
  const answer = await put({ name: 'a', size: 1 });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('etag')).toBe('"1"');
  expect(answer.body).toEqual({ name: 'a', size: 1, tags: [] });
});

it('takes the media type with parameters and a body that is not there', async () => {
  expect((await put({ name: 'a', size: 1 }, { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(201);
  expect((await sample.request('/api/v1/things/a/touch', { method: 'POST', headers })).status).toBe(204);
  expect((await sample.request('/api/v1/things/a/touch', { method: 'POST', headers, body: '{}' })).status).toBe(204);
});

describe('400', () => {
  it('names every problem by its pointer', async () => {
    const answer = await put({ name: 'B!', size: 'x', tags: [1], 'un/known': 1 });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ type: '/problems/validation-failed', title: 'The request is malformed', status: 400, code: 'VALIDATION_FAILED', instance: '/api/v1/things/a', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(pointers(answer).sort()).toEqual(['/name', '/size', '/tags/0', '/un~1known']);
  });

  it.each([
    ['an unknown query parameter', '/api/v1/things?nope=1', '/query/nope'],
    ['a query where none is taken', '/api/v1/things/a?limit=1', '/query/limit'],
    ['a limit above 500', '/api/v1/things?limit=501', '/query/limit'],
    ['a limit given twice', '/api/v1/things?limit=1&limit=2', '/query/limit'],
    ['U+0000 in the query', '/api/v1/things?tag=%00', '/query/tag'],
    ['a bad path parameter', '/api/v1/things/A', '/params/name'],
    ['U+0000 in the path', '/api/v1/things/a%00', '/params/name'],
  ])('for %s', async (_what, path, pointer) => {
    const answer = await sample.request(path, { headers });
    expect(answer.status).toBe(400);
    expect(pointers(answer)).toEqual([pointer]);
  });

  it.each<[string, string | Uint8Array]>([
    ['broken JSON', '{ "name": '],
    ['no JSON', 'name=a'],
    ['text that is not UTF-8', Buffer.from('{"name":"a","size":1,"tags":["\xff"]}', 'latin1')],
    ['a member named __proto__', '{"name":"a","size":1,"extra":{"__proto__":{"x":1}}}'],
    ['U+0000', '{"name":"a","size":1,"tags":["\\u0000"]}'],
    ['half a surrogate pair', '{"name":"a","size":1,"tags":["\\ud800"]}'],
    ['nesting without end', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['deep nesting', `{"name":"a","size":1,"extra":${'['.repeat(101)}${']'.repeat(101)}}`],
    ['a list in place of an object', '[]'],
    ['null', 'null'],
  ])('for %s', async (_what, body) => {
    expect(await put(body)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  });

  it('for a missing body, and for a body where none is taken', async () => {
    expect((await sample.request('/api/v1/things/a', { method: 'PUT', headers })).status).toBe(400);
    expect((await sample.request('/api/v1/things/a/touch', { method: 'POST', headers, body: '{"x":1}' })).status).toBe(400);
  });

  it('for a path that cannot be decoded, with a trace', async () => {
    expect(await sample.request('/api/v1/things/%zz', { headers })).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) } });
  });
});

describe('what the router or the parser refuses is a problem like any other', () => {
  it.each<[number, string, string, RequestInit]>([
    [404, 'NOT_FOUND', '/api/v1/nothing', {}],
    [405, 'METHOD_NOT_ALLOWED', '/api/v1/things/a', { method: 'DELETE' }],
    [405, 'METHOD_NOT_ALLOWED', '/health/live', { method: 'POST' }],
    [413, 'PAYLOAD_TOO_LARGE', '/api/v1/things/a', { method: 'PUT', body: 'x'.repeat(1024 * 1024 + 1) }],
    [415, 'UNSUPPORTED_MEDIA_TYPE', '/api/v1/things/a', { method: 'PUT', body: '<xml/>', headers: { 'content-type': 'application/xml' } }],
    [415, 'UNSUPPORTED_MEDIA_TYPE', '/api/v1/things/a', { method: 'PUT', body: '{}', headers: { 'content-type': 'application/jsonx' } }],
  ])('%d %s', async (status, code, path, init) => {
    const answer = await sample.request(path, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } });
    expect(answer).toMatchObject({ status, body: { status, code, type: `/problems/${code.toLowerCase().replaceAll('_', '-')}`, instance: path } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('says which methods are offered', async () => {
    const { headers: answered } = await sample.request('/api/v1/things/a', { method: 'DELETE', headers });
    expect(answered.get('allow')).toBe('GET, PUT');
  });

  it('takes a body of exactly 1 MiB', async () => {
    const frame = JSON.stringify({ name: 'a', size: 1, extra: '' }).length;
    expect((await put({ name: 'a', size: 1, extra: 'x'.repeat(1024 * 1024 - frame) })).status).toBe(201);
  });
});

it('hands over bytes where an operation takes them, and JSON of any +json type', async () => {
  const send = (type: string, body: string): ReturnType<Sample['request']> => sample.request('/api/v1/bytes', { method: 'POST', headers: { 'content-type': type }, body });
  expect((await send('application/octet-stream', '{"a":1}')).body).toEqual({ isBytes: true, body: '{"a":1}', type: 'application/octet-stream' });
  expect((await send('application/cloudevents+json; charset=utf-8', '{"a":1}')).body).toMatchObject({ isBytes: false, body: { a: 1 } });
  expect((await send('application/json', '{}')).status).toBe(415);
});

it('tells nothing of its insides when it fails, but its log does, under the same trace', async () => {
  const answer = await sample.request('/api/v1/fail');
  expect(answer).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR' } });
  expect(JSON.stringify(answer.body)).not.toContain('internals');
  const line = sample.log.lines().find(({ traceId, level }) => traceId === answer.body['traceId'] && level === 'error');
  expect(line).toMatchObject({ err: { message: expect.stringContaining('internals') }, path: '/api/v1/fail' });
  expect(sample.log.text()).not.toContain('hunter2');
});

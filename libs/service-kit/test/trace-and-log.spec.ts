import { startSample } from './support/sample-service.ts';
import type { Sample } from './support/sample-service.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;
let sample: Sample;
beforeAll(async () => {
  sample = await startSample();
});
afterAll(() => sample.close());

const traceOf = async (headers: Record<string, string>): Promise<string> => {
  const { body } = await sample.request('/api/v1/trace', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ long: 'x'.repeat(500_000) }) });
  return String(body['traceparent']);
};

it('goes on with the trace of the caller as a span of its own', async () => {
  const traceparent = await traceOf({ traceparent: TRACEPARENT });
  expect(traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
  expect(traceparent).not.toBe(TRACEPARENT);
});

it.each(['', 'nonsense', TRACEPARENT.toUpperCase(), `ff${TRACEPARENT.slice(2)}`, `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `00-${TRACE_ID}-${'0'.repeat(16)}-01`, `${TRACEPARENT}-more`])('replaces a malformed traceparent (%j)', async (malformed) => {
  const traceparent = await traceOf({ traceparent: malformed });
  expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(traceparent).not.toContain(TRACE_ID);
});

it('understands a later version with more to it', async () => {
  expect(await traceOf({ traceparent: `cc${TRACEPARENT.slice(2)}-more` })).toContain(TRACE_ID);
});

it('keeps the traces of requests apart that run at once', async () => {
  const ids = Array.from({ length: 20 }, (_, i) => String(i + 1).padStart(32, '0'));
  const traces = await Promise.all(ids.map((id) => traceOf({ traceparent: `00-${id}-b7ad6b7169203331-01` })));
  expect(traces.map((trace) => trace.split('-')[1])).toEqual(ids);
});

it('writes the traceId on every line of a request', async () => {
  const id = 'a'.repeat(32);
  await traceOf({ traceparent: `00-${id}-b7ad6b7169203331-01` });
  const lines = sample.log.lines().filter(({ traceId }) => traceId === id);
  expect(lines.map(({ msg }) => msg)).toEqual(['inside of the request', 'request answered']);
  expect(lines[1]).toMatchObject({ level: 'info', service: 'data-consumer', node: 'test-node', method: 'POST', path: '/api/v1/trace', status: 200 });
});

it('never writes a token, a key or a query', async () => {
  const headers = await sample.authorized('files:read');
  await sample.request('/api/v1/things/a?limit=secret-cursor', { headers: { ...headers, 'x-api-key': 'very-secret-key' } });
  await sample.request('/api/v1/things/a', { headers: { authorization: 'Bearer eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln' } });
  const log = sample.log.text();
  expect(log).toContain('/api/v1/things/a');
  for (const secret of [headers['authorization']?.slice(7) ?? '?', 'very-secret-key', 'secret-cursor', 'eyJhbGciOiJFUzI1NiJ9']) expect(log).not.toContain(secret);
});

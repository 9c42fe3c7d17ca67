import { Outbound, readBody, SecretStore } from '../src/index.ts';
import type { OutboundRequest } from '../src/index.ts';
import { answerJson, startServer } from './support/jwks-server.ts';
import type { TestServer } from './support/jwks-server.ts';
import { TestClock } from './support/test-clock.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
let target: TestServer;
let stranger: TestServer;
let clock: TestClock;
let outbound: Outbound;

beforeEach(async () => {
  [target, stranger] = await Promise.all([startServer(answerJson({ ok: true })), startServer(answerJson({ ok: false }))]);
  clock = new TestClock();
  outbound = new Outbound({
    allowedOrigins: [target.url],
    tokens: { issue: async ({ audience, scope }) => `jwt-for-${audience}-${scope}` },
    secrets: new SecretStore({ environment: (name) => ({ SYNCLINE_SECRET_A: 'söcret' })[name] }),
    clock,
    traceparent: () => TRACEPARENT,
  });
});
afterEach(async () => {
  await Promise.all([outbound.close(), target.close(), stranger.close()]);
});

const call = async (changes: Partial<OutboundRequest> = {}): Promise<{ status: number; body: string }> => {
  const { status, body } = await outbound.request({ url: `${target.url}/x`, method: 'POST', timeoutMs: 2_000, ...changes });
  return { status, body: (await readBody(body, { maxBytes: 10_000, timeoutMs: 2_000 })).toString('utf8') };
};
const headersOfLast = (): Record<string, unknown> => ({ ...target.requests.at(-1)?.headers });

it('sends what it is given, with the trace', async () => {
  await expect(call({ body: '{}', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'r/1' } })).resolves.toEqual({ status: 200, body: '{"ok":true}' });
  expect(headersOfLast()).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': 'r/1', traceparent: TRACEPARENT });
  expect(headersOfLast()).not.toHaveProperty('authorization');
});

describe('credentials', () => {
  it.each<[NonNullable<OutboundRequest['auth']>, object]>([
    [{ kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' }, { authorization: 'Bearer jwt-for-data-consumer-syncs:run' }],
    [{ kind: 'basic', username: 'me', password: 'env:SYNCLINE_SECRET_A' }, { authorization: `Basic ${Buffer.from('me:söcret').toString('base64')}` }],
    [{ kind: 'none' }, {}],
  ])('%j', async (auth, expected) => {
    await call({ auth });
    expect(headersOfLast()).toMatchObject(expected);
  });

  it('of an API key go into its own header, and nothing that a caller sets can replace them', async () => {
    await call({ auth: { kind: 'api-key', header: 'X-Partner-Key', value: 'env:SYNCLINE_SECRET_ASCII' }, headers: { 'x-partner-key': 'other' } }).catch(() => undefined);
    expect(target.requests).toHaveLength(0);
    await call({ auth: { kind: 'service-jwt', audience: 'a', scope: 's' }, headers: { Authorization: 'Bearer forged' } });
    expect(headersOfLast()).toMatchObject({ authorization: 'Bearer jwt-for-a-s' });
  });

  it('go only where their setting stands', async () => {
    const auth = { kind: 'service-jwt', audience: 'a', scope: 's' } as const;
    await expect(call({ auth, allowedFor: [`${stranger.url}/api`] })).rejects.toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' });
    await expect(call({ auth, allowedFor: [stranger.url, `${target.url}/api`] })).resolves.toMatchObject({ status: 200 });
    expect(target.requests).toHaveLength(1);
  });
});

describe('client credentials', () => {
  const auth = (): Extract<NonNullable<OutboundRequest['auth']>, { kind: 'oauth2-client-credentials' }> => ({ kind: 'oauth2-client-credentials', tokenUrl: `${target.url}/token`, clientId: 'id:1', clientSecret: 'env:SYNCLINE_SECRET_A', scope: 'a b' });
  let form: string;
  let tokens: number;
  beforeEach(() => {
    tokens = 0;
    target.handle = (request, response) => {
      if (request.url !== '/token') return void response.writeHead(request.url === '/denied' ? 401 : 200).end();
      tokens += 1;
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        form = Buffer.concat(chunks).toString();
        answerJson({ access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 300 })(request, response);
      });
    };
  });
  const bearer = async (url = '/x'): Promise<unknown> => {
    await call({ url: `${target.url}${url}`, auth: auth() });
    return headersOfLast()['authorization'];
  };

  it('are exchanged as RFC 6749 says', async () => {
    expect(await bearer()).toBe('Bearer token-1');
    expect(target.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('id%3A1:s%C3%B6cret').toString('base64')}`);
    expect(form).toBe('grant_type=client_credentials&scope=a+b');
  });

  it('are exchanged once until a minute before the token expires', async () => {
    await Promise.all(Array.from({ length: 5 }, () => bearer()));
    clock.advance(239_999);
    expect(await bearer()).toBe('Bearer token-1');
    clock.advance(1);
    expect(await bearer()).toBe('Bearer token-2');
    expect(tokens).toBe(2);
  });

  it('are exchanged again after a 401', async () => {
    await bearer('/denied');
    expect(await bearer()).toBe('Bearer token-2');
  });

  it('are never sent to an origin that is not allowed', async () => {
    await expect(call({ auth: { ...auth(), tokenUrl: `${stranger.url}/token` } })).rejects.toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' });
    expect(stranger.requests).toHaveLength(0);
  });

  it('fail without telling the secret, and the failure is not kept', async () => {
    const good = target.handle;
    target.handle = (_request, response) => void response.writeHead(500).end('söcret');
    await expect(bearer()).rejects.toThrow(expect.not.objectContaining({ message: expect.stringContaining('söcret') }));
    target.handle = good;
    expect(await bearer()).toBe('Bearer token-1');
  });
});

it('checks a setting when it is defined', () => {
  const code = (auth: NonNullable<OutboundRequest['auth']>): unknown => {
    try {
      return outbound.assertSecretReferences(auth);
    } catch (error) {
      return (error as { code: unknown }).code;
    }
  };
  expect(code({ kind: 'basic', username: 'u', password: 'hunter2' })).toBe('SECRET_REFERENCE_NOT_ALLOWED');
  expect(code({ kind: 'api-key', header: 'x', value: 'env:PATH' })).toBe('SECRET_REFERENCE_NOT_ALLOWED');
  expect(code({ kind: 'oauth2-client-credentials', tokenUrl: stranger.url, clientId: 'c', clientSecret: 'file:x', scope: 's' })).toBe('ORIGIN_NOT_ALLOWED');
  expect(code({ kind: 'basic', username: 'u', password: 'file:comes-later' })).toBeUndefined();
});

it.each([301, 302, 303, 307, 308])('does not follow a %d, but returns it', async (status) => {
  target.handle = (_request, response) => void response.writeHead(status, { location: `${stranger.url}/steal` }).end();
  await expect(call({ method: 'GET', auth: { kind: 'service-jwt', audience: 'a', scope: 's' } })).resolves.toMatchObject({ status });
  expect(stranger.requests).toHaveLength(0);
  expect(target.requests).toHaveLength(1);
});

it('calls nobody who is not allowed', async () => {
  await expect(call({ url: `${stranger.url}/x` })).rejects.toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' });
  expect(stranger.requests).toHaveLength(0);
});

describe('time', () => {
  it('runs out for an answer that does not begin', async () => {
    target.handle = () => undefined;
    await expect(call({ timeoutMs: 100 })).rejects.toThrow('within 100 ms');
  });

  it('does not run out for a body that comes slowly but steadily', async () => {
    target.handle = (_request, response) => {
      let sent = 0;
      const timer = setInterval(() => ((sent += 1) < 6 ? response.write('x') : (clearInterval(timer), response.end())), 60);
      response.write('x');
    };
    await expect(call({ timeoutMs: 200, idleTimeoutMs: 5_000 })).resolves.toEqual({ status: 200, body: 'xxxxxx' });
  });

  it('runs out for a body that falls silent', async () => {
    target.handle = (_request, response) => void response.write('x');
    await expect(call({ idleTimeoutMs: 100 })).rejects.toThrow();
  });

  it('is cut short by a signal', async () => {
    target.handle = () => undefined;
    await expect(call({ signal: AbortSignal.timeout(50) })).rejects.toThrow();
  });
});

it('reads no more of an answer than it wants to hold', async () => {
  target.handle = (_request, response) => void response.end('x'.repeat(10_001));
  await expect(call()).rejects.toThrow('more than 10000 bytes');
});

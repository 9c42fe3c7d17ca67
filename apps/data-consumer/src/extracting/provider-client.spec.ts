import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FileSource } from '@syncline/contract';
import { Outbound, SecretStore } from '@syncline/service-auth';
import { ProviderClient } from './provider-client.ts';

let server: Server;
let outbound: Outbound;
let tokens = 0;
/** The tokens that the source does not take, by number. */
let withdrawn: readonly number[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/token') {
      tokens += 1;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 600 }));
      return;
    }
    const isWithdrawn = withdrawn.some((n) => request.headers.authorization === `Bearer token-${n}`);
    response.writeHead(isWithdrawn ? 401 : 200).end('a.signed.manifest');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const secrets = new SecretStore({ environment: () => 'a secret' });
  outbound = new Outbound({
    allowedOrigins: [origin()], secrets, clock: { now: () => new Date() }, traceparent: () => undefined, tokens: { issue: () => Promise.reject(new Error('none')) },
  });
});
afterAll(async () => {
  await outbound.close();
  server.close();
});

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const ask = (): Promise<unknown> => {
  const auth = { kind: 'oauth2-client-credentials', tokenUrl: `${origin()}/token`, clientId: 'consumer', clientSecret: 'env:SYNCLINE_SECRET_X', scope: 'extracts:read' };
  const source = FileSource.parse({ url: origin(), dataset: 'towns', auth, issuer: 'urn:x' });
  return new ProviderClient(outbound, { sourceIdleMs: 2000, reconnectMs: 1 } as never).getManifest(source, '01990000-0000-7000-8000-000000000001', new AbortController().signal);
};

it('brings a new token where the old one was withdrawn before its time, once', async () => {
  expect(await ask()).toBe('a.signed.manifest');
  withdrawn = [1];
  expect(await ask()).toBe('a.signed.manifest');
  expect(tokens).toBe(2);
  withdrawn = [2, 3, 4];
  await expect(ask()).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
  expect(tokens).toBe(3);
});

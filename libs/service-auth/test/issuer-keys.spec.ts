import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@syncline/test-kit';
import { IssuerKeys, KeysUnavailable, publicJwk } from '../src/index.ts';
import { ecKeys } from './support/forge.ts';
import { answerJson, startServer } from './support/jwks-server.ts';
import type { TestServer } from './support/jwks-server.ts';
import { TestClock } from './support/test-clock.ts';

const ISSUER = 'urn:test:issuer';
const MINUTE = 60_000;
const first = publicJwk(ecKeys().publicKey);
const second = publicJwk(ecKeys().publicKey);

let server: TestServer;
let clock: TestClock;
let keys: IssuerKeys;
const knows = async (kid: string): Promise<boolean> => (await keys.keyFor(ISSUER, kid)) !== undefined;

beforeEach(async () => {
  server = await startServer(answerJson({ keys: [first] }));
  clock = new TestClock();
  keys = new IssuerKeys([{ issuer: ISSUER, jwksUri: `${server.url}/jwks.json` }], clock);
});
afterEach(() => server.close());

it('fetches nothing before it is asked, and then once for all who ask', async () => {
  expect(server.requests).toHaveLength(0);
  await Promise.all(Array.from({ length: 20 }, () => knows(first.kid)));
  expect(server.requests).toHaveLength(1);
});

it('keeps keys for ten minutes and drops then what the issuer withdrew', async () => {
  await knows(first.kid);
  server.handle = answerJson({ keys: [second] });
  clock.advance(10 * MINUTE - 1);
  expect(await knows(first.kid)).toBe(true);
  expect(server.requests).toHaveLength(1);
  clock.advance(1);
  expect(await knows(first.kid)).toBe(false);
  expect(await knows(second.kid)).toBe(true);
});

it('asks again for an unknown key, at most every 30 seconds', async () => {
  await knows(first.kid);
  server.handle = answerJson({ keys: [first, second] });
  expect(await knows(second.kid)).toBe(false);
  clock.advance(29_999);
  expect(await knows(second.kid)).toBe(false);
  expect(server.requests).toHaveLength(1);
  clock.advance(1);
  expect(await knows(second.kid)).toBe(true);
  for (let i = 0; i < 50; i += 1) expect(await knows(`invented-${i}`)).toBe(false);
  expect(server.requests).toHaveLength(2);
});

it('keeps the last good keys while the issuer fails, and asks again every 30 seconds', async () => {
  await knows(first.kid);
  server.handle = (_request, response) => void response.writeHead(500).end();
  clock.advance(10 * MINUTE);
  expect(await knows(first.kid)).toBe(true);
  expect(await knows(first.kid)).toBe(true);
  expect(server.requests).toHaveLength(2);
  clock.advance(30_000);
  expect(await knows(first.kid)).toBe(true);
  expect(server.requests).toHaveLength(3);
});

it('cannot tell of a key while the fetch that would decide fails', async () => {
  server.handle = (_request, response) => void response.writeHead(500).end();
  await expect(keys.keyFor(ISSUER, first.kid)).rejects.toThrow(KeysUnavailable);
  await expect(keys.keyFor(ISSUER, first.kid)).rejects.toThrow(KeysUnavailable);
  expect(server.requests).toHaveLength(1);
  server.handle = answerJson({ keys: [first] });
  clock.advance(1_000);
  expect(await knows(first.kid)).toBe(true);
});

it('does not know an invented name, also while the issuer whose keys it has is down', async () => {
  expect(await knows(first.kid)).toBe(true);
  server.handle = (_request, response) => void response.writeHead(500).end();
  clock.advance(30_000);
  expect(await knows('invented')).toBe(false);
  expect(server.requests).toHaveLength(2);
});

it.each<[string, TestServer['handle']]>([
  ['a redirect', (_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end()],
  ['no JSON', (_request, response) => void response.end('<html>')],
  ['another document', answerJson({ hello: 'world' })],
  ['far too many keys', answerJson({ keys: Array.from({ length: 101 }, () => first) })],
  ['a document that is far too long', (_request, response) => void response.end(JSON.stringify({ keys: [first] }) + ' '.repeat(300_000))],
])('takes %s for a failure', async (_what, handle) => {
  server.handle = handle;
  await expect(keys.keyFor(ISSUER, first.kid)).rejects.toThrow(KeysUnavailable);
  expect(server.requests).toHaveLength(1);
});

it('passes over keys of other kinds and broken ones', async () => {
  const broken = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'broken' };
  const encryption = { ...second, use: 'enc' };
  server.handle = answerJson({ keys: [null, { kty: 'OKP' }, { kty: 'oct', k: 'AA', kid: 'oct' }, broken, encryption, first].filter((key) => key !== null) });
  expect(await knows(first.kid)).toBe(true);
  for (const kid of ['broken', 'oct', second.kid]) expect(await knows(kid)).toBe(false);
});

it('knows nobody who is not configured', async () => {
  expect(await keys.keyFor('urn:test:stranger', first.kid)).toBeUndefined();
  expect(server.requests).toHaveLength(0);
});

it('reads a file just so', async () => {
  const jwksFile = join(temporaryFolder('jwks'), 'jwks.json');
  keys = new IssuerKeys([{ issuer: ISSUER, jwksFile }], clock);
  await expect(keys.keyFor(ISSUER, first.kid)).rejects.toThrow(KeysUnavailable);
  writeFileSync(jwksFile, JSON.stringify({ keys: [first] }));
  clock.advance(1_000);
  expect(await knows(first.kid)).toBe(true);
  rmSync(jwksFile);
  clock.advance(10 * MINUTE);
  expect(await knows(first.kid)).toBe(true);
});

import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@syncline/test-kit';
import { calculateJwkThumbprint, createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { ServiceIdentity } from '../src/index.ts';
import { ecKeys } from './support/forge.ts';
import { TestClock } from './support/test-clock.ts';

const folder = temporaryFolder('service-identity');
const pemFile = join(folder, 'key.pem');
const keys = ecKeys();
writeFileSync(pemFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
const request = { audience: 'data-consumer', scope: 'syncs:run files:read' };

let clock: TestClock;
let identity: ServiceIdentity;
beforeEach(async () => {
  clock = new TestClock();
  identity = await ServiceIdentity.load(pemFile, 'urn:test:platform', 'scheduling-platform', { clock });
});

it('issues tokens that another implementation verifies with the published keys', async () => {
  const published = createLocalJWKSet(identity.jwks() as JSONWebKeySet);
  const { payload, protectedHeader } = await jwtVerify(await identity.issue(request), published, { currentDate: clock.now(), typ: 'at+jwt', algorithms: ['ES256'] });
  expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: identity.kid });
  expect(payload).toEqual({
    iss: 'urn:test:platform', sub: 'scheduling-platform', client_id: 'scheduling-platform', aud: 'data-consumer', scope: 'syncs:run files:read',
    iat: clock.seconds, exp: clock.seconds + 600, jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

it('names its key by the RFC 7638 thumbprint and publishes no private part', async () => {
  const [jwk] = identity.jwks().keys;
  expect(identity.kid).toBe(await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x: String(jwk?.x), y: String(jwk?.y) }));
  expect(Object.keys(jwk ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
});

it('gives a token out again for the same purpose until a minute before it expires', async () => {
  const token = await identity.issue(request);
  clock.advance(539_000);
  expect(await identity.issue(request)).toBe(token);
  expect(await identity.issue({ ...request, scope: 'files:read' })).not.toBe(token);
  expect(await identity.issue({ ...request, audience: 'data-provider' })).not.toBe(token);
  clock.advance(1_000);
  const next = await identity.issue(request);
  expect(next).not.toBe(token);
  expect(decodeJwt(next).exp).toBe(clock.seconds + 600);
});

it('signs once for all who ask at the same moment', async () => {
  const tokens = await Promise.all(Array.from({ length: 50 }, () => identity.issue(request)));
  expect(new Set(tokens).size).toBe(1);
});

it('publishes retired keys behind the one in use', async () => {
  const retired = ecKeys();
  const retiredFile = join(folder, 'retired.pem');
  writeFileSync(retiredFile, retired.publicKey.export({ type: 'spki', format: 'pem' }));
  const rotated = await ServiceIdentity.load(pemFile, 'urn:test:platform', 'scheduling-platform', { clock, retiredKeyFiles: [retiredFile] });
  expect(rotated.jwks().keys.map((key) => key.kid)).toEqual([rotated.kid, expect.any(String)]);
});

it('refuses a key of another kind', async () => {
  const wrong = join(folder, 'rsa.pem');
  writeFileSync(wrong, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await expect(ServiceIdentity.load(wrong, 'urn:test:x', 'x', { clock })).rejects.toThrow('P-256');
});

import { createHash } from 'node:crypto';
import { ApiKey, ApiKeyVerifier } from '../src/index.ts';

const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex');
const entry = ApiKey.parse({ sha256: digestOf('a-long-random-key'), clientId: 'legacy', scopes: ['files:read'] });

it('knows a configured key by its digest', () => {
  expect(new ApiKeyVerifier([entry]).verify('a-long-random-key')).toEqual({ issuer: 'urn:syncline:api-key', subject: 'legacy', clientId: 'legacy', scopes: new Set(['files:read']) });
});

it.each(['', 'a-long-random-ke', 'a-long-random-key ', digestOf('a-long-random-key')])('refuses %j', (key) => {
  expect(() => new ApiKeyVerifier([entry]).verify(key)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
});

it('is off as long as none is configured', () => {
  expect(new ApiKeyVerifier([]).enabled).toBe(false);
  expect(() => new ApiKeyVerifier([]).verify('')).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
});

it.each(['', 'changeme', 'secret'])('refuses the default key %j at start', (key) => {
  expect(ApiKey.safeParse({ ...entry, sha256: digestOf(key) }).success).toBe(false);
});

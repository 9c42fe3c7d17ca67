import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@syncline/contract';
import { temporaryFolder } from '@syncline/test-kit';
import { IssuerKeys, publicJwk, ServiceIdentity, TokenVerifier, TrustedIssuer } from '../src/index.ts';
import type { Caller } from '../src/index.ts';
import { ecKeys, es256, forge, hs256, rs256, rsaKeys, unsigned } from './support/forge.ts';
import { TestClock } from './support/test-clock.ts';

const AUDIENCE = 'data-consumer';
const ISSUER = 'urn:test:issuer';
const clock = new TestClock();
const keys = ecKeys();
const strangers = ecKeys();
const rsa = rsaKeys();
const kid = publicJwk(keys.publicKey).kid;
const rsaJwk = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa' };

const claims = { iss: ISSUER, sub: 'someone', client_id: 'someone', aud: AUDIENCE, scope: 'files:read', iat: clock.seconds, exp: clock.seconds + 600, jti: '1' };
const header = { alg: 'ES256', typ: 'at+jwt', kid };

function verifierOf(entry: object, published: readonly object[] = [publicJwk(keys.publicKey), rsaJwk]): TokenVerifier {
  const jwksFile = join(temporaryFolder('jwks'), 'jwks.json');
  writeFileSync(jwksFile, JSON.stringify({ keys: published }));
  const issuers = [TrustedIssuer.parse({ issuer: ISSUER, jwksFile, scopes: ['files:read', 'syncs:run'], ...entry })];
  return new TokenVerifier({ audience: AUDIENCE, issuers, keys: new IssuerKeys(issuers, clock), clock });
}

const verifier = verifierOf({});
const verify = (token: string, by = verifier): Promise<Caller> => by.verify(token);
const signed = (changes: { header?: object; claims?: object } = {}): string => forge({ ...header, ...changes.header }, { ...claims, ...changes.claims }, es256(keys));
const codeOf = (token: string, by = verifier): Promise<string> => verify(token, by).then(() => 'accepted', (error: unknown) => (error instanceof DomainError ? error.code : String(error)));

describe('a token that is accepted', () => {
  it('tells who calls', async () => {
    const caller = await verify(signed());
    expect(caller).toEqual({ issuer: ISSUER, subject: 'someone', clientId: 'someone', scopes: new Set(['files:read']) });
  });

  it.each<[string, string]>([
    ['names this service among others', signed({ claims: { aud: ['else', AUDIENCE] } })],
    ['has its type in the long form', signed({ header: { typ: 'application/AT+JWT' } })],
    ['is just within the skew after its expiry', signed({ claims: { iat: clock.seconds - 629, exp: clock.seconds - 29 } })],
    ['comes from a clock that is 30 s ahead', signed({ claims: { iat: clock.seconds + 30, exp: clock.seconds + 630 } })],
    ['has no client_id, only a subject', signed({ claims: { client_id: undefined } })],
    ['has no scope at all', signed({ claims: { scope: undefined } })],
  ])('%s', async (_why, token) => {
    await expect(codeOf(token)).resolves.toBe('accepted');
  });

  it('grants what it asks for only as far as its issuer may grant it', async () => {
    const caller = await verify(signed({ claims: { scope: 'files:read files:write syncs:run nonsense' } }));
    expect([...caller.scopes].sort()).toEqual(['files:read', 'syncs:run']);
  });

  it('grants nothing where the issuer may grant nothing', async () => {
    const caller = await verify(signed(), verifierOf({ scopes: [] }));
    expect(caller.scopes.size).toBe(0);
  });

  it('carries the sources of its issuer', async () => {
    const caller = await verify(signed(), verifierOf({ sources: ['data-provider'] }));
    expect(caller.sources).toEqual(['data-provider']);
  });

  it('may be signed with RS256 where the issuer is configured so, and may then name no key if there is only one', async () => {
    const by = verifierOf({ algorithms: ['RS256'], typ: ['JWT'] }, [rsaJwk]);
    await expect(codeOf(forge({ alg: 'RS256', typ: 'JWT' }, claims, rs256(rsa)), by)).resolves.toBe('accepted');
  });
});

describe('a token that is refused with 401', () => {
  const withoutIat = { ...claims, iat: undefined };
  const publicPem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const strangerJwk = strangers.publicKey.export({ format: 'jwk' });
  it.each<[string, string]>([
    ['signed by a stranger', forge(header, claims, es256(strangers))],
    ['with alg none', forge({ ...header, alg: 'none' }, claims, unsigned)],
    ['with alg none and a signature', forge({ ...header, alg: 'none' }, claims, es256(keys))],
    ['with HS256 and the public key as the secret', forge({ ...header, alg: 'HS256' }, claims, hs256(publicPem))],
    ['with ES256 in the header and an HMAC of the public key', forge(header, claims, hs256(publicPem))],
    ['with RS256, which this issuer may not use', forge({ ...header, alg: 'RS256', kid: 'rsa' }, claims, rs256(rsa))],
    ['with ES256 said over an RSA key', forge({ ...header, kid: 'rsa' }, claims, rs256(rsa))],
    ['with an empty signature', forge(header, claims, unsigned)],
    ['with changed claims', signed().replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ ...claims, scope: 'syncs:run' })).toString('base64url')}.`)],
    ['expired', signed({ claims: { iat: clock.seconds - 631, exp: clock.seconds - 31 } })],
    ['issued in the future', signed({ claims: { iat: clock.seconds + 31, exp: clock.seconds + 600 } })],
    ['without iat', forge(header, withoutIat, es256(keys))],
    ['without exp', signed({ claims: { exp: undefined } })],
    ['with an exp that is a text', signed({ claims: { exp: String(clock.seconds + 600) } })],
    ['not valid yet', signed({ claims: { nbf: clock.seconds + 31 } })],
    ['for another audience', signed({ claims: { aud: 'data-provider' } })],
    ['for an audience that only begins like ours', signed({ claims: { aud: `${AUDIENCE}-x` } })],
    ['for a list of other audiences', signed({ claims: { aud: ['data-provider', 'else'] } })],
    ['for an empty list of audiences', signed({ claims: { aud: [] } })],
    ['without audience', signed({ claims: { aud: undefined } })],
    ['of another type', signed({ header: { typ: 'JWT' } })],
    ['without type', forge({ alg: 'ES256', kid }, claims, es256(keys))],
    ['that lives too long', signed({ claims: { exp: clock.seconds + 601 } })],
    ['with crit', signed({ header: { crit: ['exp'] } })],
    ['with an empty crit', signed({ header: { crit: [] } })],
    ['of an unknown key', signed({ header: { kid: 'nobody' } })],
    ['that names no key while there are several', forge({ alg: 'ES256', typ: 'at+jwt' }, claims, es256(keys))],
    ['of an unknown issuer', signed({ claims: { iss: 'urn:test:stranger' } })],
    ['of an issuer in another spelling', signed({ claims: { iss: ISSUER.toUpperCase() } })],
    ['of an issuer that is a list', signed({ claims: { iss: [ISSUER] } })],
    ['without issuer', signed({ claims: { iss: undefined } })],
    ['without subject and client id', signed({ claims: { sub: undefined, client_id: undefined } })],
    ['with an empty subject', signed({ claims: { sub: '' } })],
    ['with a scope that is a list', signed({ claims: { scope: ['files:read'] } })],
    ['that brings its own key', forge({ ...header, jwk: strangerJwk }, claims, es256(strangers))],
    ['that brings the address of its key', forge({ ...header, jku: 'http://127.0.0.1:1/jwks.json' }, claims, es256(strangers))],
    ['that brings the address of a certificate', forge({ ...header, x5u: 'http://127.0.0.1:1/cert.pem' }, claims, es256(strangers))],
    ['whose claims are a list', forge(header, [claims], es256(keys))],
    ['whose claims are null', forge(header, null, es256(keys))],
    ['that is no token', 'abc'],
    ['that is empty', ''],
    ['of three empty parts', '..'],
    ['of five parts', 'a.b.c.d.e'],
    ['whose header is no JSON', `bm8.${Buffer.from('{}').toString('base64url')}.x`],
    ['that is far too long', `${'a'.repeat(20_000)}.b.c`],
  ])('%s', async (_why, token) => {
    await expect(codeOf(token)).resolves.toBe('UNAUTHENTICATED');
  });

  it('says so in WWW-Authenticate', async () => {
    await expect(verify(signed({ claims: { aud: 'else' } }))).rejects.toMatchObject({ headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
  });
});

it('never trusts a symmetric key, even if the issuer publishes one', async () => {
  const by = verifierOf({}, [{ kty: 'oct', k: Buffer.from('secret').toString('base64url'), kid: 'shared', alg: 'HS256' }]);
  await expect(codeOf(forge({ alg: 'HS256', typ: 'at+jwt', kid: 'shared' }, claims, hs256('secret')), by)).resolves.toBe('UNAUTHENTICATED');
  expect(() => TrustedIssuer.parse({ issuer: ISSUER, jwksFile: 'x', scopes: [], algorithms: ['HS256'] })).toThrow();
});

it('refuses a token with a flipped bit, wherever it is', async () => {
  const token = signed();
  // Of the last character only two of its six bits are part of the signature (64 bytes in base64url): its others say nothing.
  for (let at = 0; at < token.length - 1; at += 1) {
    const flipped = Buffer.from(token);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << at % 7);
    expect({ at, code: await codeOf(flipped.toString('latin1')) }).toEqual({ at, code: 'UNAUTHENTICATED' });
  }
});

it('accepts what a service of ours issues', async () => {
  const identity = new ServiceIdentity({ issuer: ISSUER, name: 'data-provider', privateKey: keys.privateKey, clock });
  const caller = await verify(await identity.issue({ audience: AUDIENCE, scope: 'files:read' }));
  expect(caller).toMatchObject({ subject: 'data-provider', clientId: 'data-provider' });
});

it('cannot tell, and says 503 and not 401, while the keys of the issuer are out of reach', async () => {
  const by = verifierOf({ jwksFile: undefined, jwksUri: 'http://127.0.0.1:1/jwks.json' });
  await expect(verify(signed(), by)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', headers: { 'retry-after': '5' } });
});

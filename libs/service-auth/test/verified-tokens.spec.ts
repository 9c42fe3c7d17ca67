import { DomainError } from '@syncline/contract';
import { IssuerKeys, publicJwk, TokenVerifier, TrustedIssuer } from '../src/index.ts';
import { VerifiedTokens } from '../src/tokens/verified-tokens.ts';
import type { VerifiedToken } from '../src/tokens/verified-tokens.ts';
import { ecKeys, es256, forge } from './support/forge.ts';
import { answerJson, startServer } from './support/jwks-server.ts';
import type { TestServer } from './support/jwks-server.ts';
import { TestClock } from './support/test-clock.ts';

const ISSUER = 'urn:test:issuer';
const AUDIENCE = 'data-consumer';
const MINUTE = 60_000;
const [first, second] = [ecKeys(), ecKeys()];
const jwkOf = (keys: typeof first, kid: string): object => ({ ...publicJwk(keys.publicKey), kid });

describe('a token that was accepted before', () => {
  let server: TestServer;
  let clock: TestClock;
  let verifier: TokenVerifier;
  beforeEach(async () => {
    server = await startServer(answerJson({ keys: [jwkOf(first, 'a')] }));
    clock = new TestClock();
    const issuers = [TrustedIssuer.parse({ issuer: ISSUER, jwksUri: `${server.url}/jwks.json`, scopes: ['files:read'], maxLifetime: 'PT1H' })];
    verifier = new TokenVerifier({ audience: AUDIENCE, issuers, keys: new IssuerKeys(issuers, clock), clock });
  });
  afterEach(() => server.close());

  const token = (lifeSeconds: number): string =>
    forge({ alg: 'ES256', typ: 'at+jwt', kid: 'a' }, { iss: ISSUER, sub: 's', aud: AUDIENCE, scope: 'files:read', iat: clock.seconds, exp: clock.seconds + lifeSeconds }, es256(first));
  const codeOf = (text: string): Promise<string> => verifier.verify(text).then(() => 'accepted', (error: unknown) => (error instanceof DomainError ? error.code : String(error)));

  it('is accepted again, and tells the same', async () => {
    const text = token(600);
    expect(await verifier.verify(text)).toEqual(await verifier.verify(text));
    expect(server.requests).toHaveLength(1);
  });

  it('is refused as soon as it has expired, to the second, and stays refused', async () => {
    const text = token(60);
    expect(await codeOf(text)).toBe('accepted');
    clock.advance(89_999);
    expect(await codeOf(text)).toBe('accepted');
    clock.advance(1);
    expect(await codeOf(text)).toBe('UNAUTHENTICATED');
    expect(await codeOf(text)).toBe('UNAUTHENTICATED');
  });

  it('is refused while the clock stands before its issue', async () => {
    const text = token(600);
    expect(await codeOf(text)).toBe('accepted');
    clock.advance(-31_000);
    expect(await codeOf(text)).toBe('UNAUTHENTICATED');
    clock.advance(31_000);
    expect(await codeOf(text)).toBe('accepted');
  });

  it('is refused once its issuer has withdrawn the key', async () => {
    const text = token(3_600);
    expect(await codeOf(text)).toBe('accepted');
    server.handle = answerJson({ keys: [jwkOf(second, 'b')] });
    clock.advance(10 * MINUTE);
    expect(await codeOf(text)).toBe('UNAUTHENTICATED');
  });

  it('is refused once its issuer has another key of the same name', async () => {
    const text = token(3_600);
    expect(await codeOf(text)).toBe('accepted');
    server.handle = answerJson({ keys: [jwkOf(second, 'a')] });
    clock.advance(10 * MINUTE);
    expect(await codeOf(text)).toBe('UNAUTHENTICATED');
  });

  it('helps nobody whose token differs in one character', async () => {
    const text = token(600);
    expect(await codeOf(text)).toBe('accepted');
    const [head, , signature] = text.split('.');
    const more = Buffer.from(JSON.stringify({ iss: ISSUER, sub: 'root', aud: AUDIENCE, scope: 'files:read', iat: clock.seconds, exp: clock.seconds + 600 })).toString('base64url');
    expect(await codeOf(`${head}.${more}.${signature}`)).toBe('UNAUTHENTICATED');
    expect(await codeOf(`${text}A`)).toBe('UNAUTHENTICATED');
  });

  it('is still accepted after a flood of invented tokens, and of a thousand good ones', async () => {
    const text = token(600);
    expect(await codeOf(text)).toBe('accepted');
    for (let n = 0; n < 1_100; n += 1) {
      const claims = { iss: ISSUER, sub: `s${n}`, aud: AUDIENCE, scope: '', iat: clock.seconds, exp: clock.seconds + 600 };
      expect(await codeOf(forge({ alg: 'ES256', typ: 'at+jwt', kid: 'a' }, claims, es256(n % 2 === 0 ? first : second)))).toBe(n % 2 === 0 ? 'accepted' : 'UNAUTHENTICATED');
    }
    expect(await codeOf(text)).toBe('accepted');
  });
});

describe('VerifiedTokens', () => {
  const entry = (kid: string): VerifiedToken => ({ issuer: {} as TrustedIssuer, kid, key: first.publicKey, payload: {} });

  it('keeps no more than it may, and drops what was not used for longest', () => {
    const tokens = new VerifiedTokens(2);
    tokens.keep('one', entry('1'));
    tokens.keep('two', entry('2'));
    expect(tokens.find('one')).toMatchObject({ kid: '1' });
    tokens.keep('three', entry('3'));
    expect(tokens.size).toBe(2);
    expect(tokens.find('two')).toBeUndefined();
    expect(tokens.find('one')).toMatchObject({ kid: '1' });
    for (let n = 0; n < 10_000; n += 1) tokens.keep(`flood ${n}`, entry('x'));
    expect(tokens.size).toBe(2);
  });

  it('replaces what it knows of a token, and forgets it', () => {
    const tokens = new VerifiedTokens(2);
    tokens.keep('one', entry('1'));
    tokens.keep('one', entry('2'));
    expect([tokens.size, tokens.find('one')?.kid]).toEqual([1, '2']);
    tokens.forget('one');
    expect([tokens.size, tokens.find('one')]).toEqual([0, undefined]);
  });
});

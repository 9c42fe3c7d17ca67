import { createPrivateKey, createSecretKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { testIdentity } from './test-identity.ts';

const audience = 'data-consumer';

describe('testIdentity', () => {
  it('signs a token as the wire contract wants it, and publishes the key', async () => {
    const identity = await testIdentity('urn:syncline:data-provider');
    const token = await identity.token({ audience, scope: 'syncs:run files:read' });
    const jwks = createLocalJWKSet(JSON.parse(await readFile(identity.jwksFile, 'utf8')));
    const { payload, protectedHeader } = await jwtVerify(token, jwks, { audience, issuer: identity.issuer, typ: 'at+jwt' });
    expect(payload).toMatchObject({ sub: 'data-provider', client_id: 'data-provider', scope: 'syncs:run files:read' });
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: identity.kid });
    expect(createPrivateKey(await readFile(identity.keyFile)).equals(identity.privateKey)).toBe(true);
  });

  it('signs anything that a test wants to see refused', async () => {
    const [identity, stranger] = await Promise.all([testIdentity('urn:x:a'), testIdentity('urn:x:b')]);
    const odd = await identity.token({ audience, claims: { iat: undefined, exp: 1 }, header: { crit: ['x'], x: 1, typ: 'JWT' } });
    expect(decodeJwt(odd)).not.toHaveProperty('iat');
    expect(decodeProtectedHeader(odd)).toMatchObject({ crit: ['x'], typ: 'JWT' });
    const forged = await identity.token({ audience, key: stranger.privateKey });
    await expect(compactVerify(forged, identity.publicKey)).rejects.toThrow('signature verification failed');
    const confused = await identity.token({ audience, header: { alg: 'HS256' }, key: createSecretKey(Buffer.from('x'.repeat(32))) });
    expect(decodeProtectedHeader(confused).alg).toBe('HS256');
    expect(identity.unsignedToken({ audience })).toMatch(/^[\w-]+\.[\w-]+\.$/);
  });
});

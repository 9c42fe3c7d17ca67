import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { rmSync } from 'node:fs';
import { calculateJwkThumbprint, decodeJwt, jwtVerify } from 'jose';
import { operatorKeyFile, publicJwk } from '../src/index.ts';
import { Cli } from './support/cli.ts';

describe('syncline token', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let cli: Cli;
  beforeEach(() => {
    cli = new Cli();
    cli.useKey(privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
  });

  it('prints a token that the contract allows, and nothing else', async () => {
    const { code, stdout, stderr } = await cli.run('token', '--audience', 'scheduling-platform', '--scope', 'runs:read tasks:write', '--ttl', 'PT5M');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { payload, protectedHeader } = await jwtVerify(stdout.trimEnd(), createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })), { audience: 'scheduling-platform' });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: await calculateJwkThumbprint(await publicJwk(privateKey)) });
    expect(payload).toMatchObject({ iss: 'urn:syncline:operator', sub: 'operator', client_id: 'operator', scope: 'runs:read tasks:write', jti: expect.any(String) as string });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  });

  it('tells with --json also when the token expires', async () => {
    const { code, stderr, answer } = await cli.json('token', '--audience', 'data-provider', '--scope', 'datasets:read', '--ttl', 'PT1M');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { iat, exp } = decodeJwt(String(answer['token']));
    expect(answer).toEqual({ token: expect.any(String), expiresAt: new Date((exp ?? 0) * 1000).toISOString() });
    expect((exp ?? 0) - (iat ?? 0)).toBe(60);
  });

  it.each([
    ['a service that does not exist', ['--audience', 'nobody', '--scope', 'runs:read'], 'nobody'],
    ['a scope that does not exist', ['--audience', 'data-provider', '--scope', 'runs:read runs:red'], 'There is no scope runs:red'],
    ['a life that is too long', ['--audience', 'data-provider', '--scope', 'runs:read', '--ttl', 'PT11M'], 'PT10M'],
    ['a life that is none', ['--audience', 'data-provider', '--scope', 'runs:read', '--ttl', '300'], 'PT10M'],
    ['no audience', ['--scope', 'runs:read'], '--audience'],
    ['an unknown option', ['--audience', 'data-provider', '--scope', 'runs:read', '--forever'], '--forever'],
  ])('refuses %s with 2, on standard error only', async (_, args, mention) => {
    const { code, stdout, stderr } = await cli.run('token', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(mention);
  });

  it('says with 3 that there is no key, and who makes it', async () => {
    rmSync(operatorKeyFile(cli.home));
    const { code, stdout, stderr } = await cli.run('token', '--audience', 'data-provider', '--scope', 'datasets:read');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^syncline: no operator key at .*; `npm start` makes it/);
  });
});

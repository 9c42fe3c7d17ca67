import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { testEnvironment } from '@syncline/test-kit';
import { z } from 'zod';
import { baseEnv, baseFile, ConfigError, loadConfig } from '../src/index.ts';

const spec = {
  service: 'data-provider' as const,
  file: baseFile.extend({ announce: z.array(z.strictObject({ url: z.url() })).default([]) }),
  env: baseEnv.extend({ GOLDEN_SOURCE_URL: z.string() }),
};
const environment = (file: object = {}, env: Record<string, string> = {}): Record<string, string> => testEnvironment({ file, env: { GOLDEN_SOURCE_URL: 'postgres://g', ...env } });
const problemsOf = (variables: Record<string, string>): readonly string[] => {
  try {
    loadConfig(spec, variables);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

it('reads the environment and the file, with defaults', () => {
  const variables = environment({ announce: [{ url: 'http://localhost:4100/api/v1/messages' }] }, { PORT: '', NODE_ID: '' });
  const config = loadConfig(spec, variables);
  expect(config).toMatchObject({
    service: 'data-provider', host: '127.0.0.1', port: 4200, publicUrl: 'http://localhost:4200', issuer: 'urn:syncline:data-provider', migrateAtStart: false,
    nodeId: expect.stringMatching(/-\d+$/), trustedIssuers: [], apiKeys: [], log: { format: 'json', level: 'info' },
    outbound: { allowedOrigins: [], callbackAuth: { kind: 'service-jwt', audience: 'scheduling-platform', scope: 'runs:report' } },
    file: { announce: [{ url: 'http://localhost:4100/api/v1/messages' }] }, env: { GOLDEN_SOURCE_URL: 'postgres://g' },
  });
});

it('reads the example of the wire contract, with paths relative to the file', () => {
  const variables = environment({
    issuer: 'urn:syncline:data-consumer',
    trustedIssuers: [
      { issuer: 'urn:syncline:operator', jwksFile: '../keys/operator.jwks.json', scopes: ['tasks:read'] },
      { issuer: 'urn:syncline:data-provider', service: 'data-provider', jwksUri: 'http://localhost:4200/.well-known/jwks.json', scopes: [], sources: ['x'], algorithms: ['RS256', 'PS256'], typ: ['JWT'], maxLifetime: 'PT1H' },
    ],
    apiKeys: [],
    outbound: { allowedOrigins: ['http://LOCALHOST:4100', 'http://localhost:4200/'], secretsFolder: '../secrets' },
  });
  const folder = dirname(String(variables['CONFIG_FILE']));
  const config = loadConfig(spec, variables);
  expect(config.trustedIssuers[0]).toMatchObject({ jwksFile: join(folder, '../keys/operator.jwks.json'), algorithms: ['ES256'], typ: ['at+jwt'], maxLifetimeMs: 600_000 });
  expect(config.trustedIssuers[1]).toMatchObject({ maxLifetimeMs: 3_600_000, sources: ['x'] });
  expect(config.outbound).toMatchObject({ allowedOrigins: ['http://localhost:4100', 'http://localhost:4200'], secretsFolder: join(folder, '../secrets') });
  expect(config.resolvePath('catalogue')).toBe(join(folder, 'catalogue'));
});

it('lists all problems at once, and no values', () => {
  const variables = environment({ trustedIssuers: [{ issuer: 'a', scopes: ['root'] }], outbound: { allowedOrigins: ['http://x/path'] }, surprise: 1, announce: [{ url: 'nowhere', more: true }] }, { DATABASE_URL: 'mysql://u:hunter2@h', PORT: '99999', MIGRATE_AT_START: 'yes' });
  const { SERVICE_KEY_FILE: _, GOLDEN_SOURCE_URL: __, ...incomplete } = variables;
  const file = String(variables['CONFIG_FILE']);
  const problems = problemsOf(incomplete);
  expect(problems).toEqual(expect.arrayContaining([
    'environment variable SERVICE_KEY_FILE: is missing',
    'environment variable GOLDEN_SOURCE_URL: is missing',
    'environment variable DATABASE_URL: must be postgres://… or oracle://…',
    expect.stringContaining('environment variable PORT'),
    expect.stringContaining('environment variable MIGRATE_AT_START'),
    `${file} /surprise: is not a known setting`,
    `${file} /announce/0/more: is not a known setting`,
    expect.stringContaining(`${file} /announce/0/url`),
    expect.stringContaining(`${file} /trustedIssuers/0/scopes/0`),
    expect.stringContaining(`${file} /outbound/allowedOrigins/0`),
  ]));
  expect(problems.join()).not.toContain('hunter2');
});

it.each<[string, object]>([
  ['an issuer without keys', { trustedIssuers: [{ issuer: 'a', scopes: [] }] }],
  ['an issuer with two sources of keys', { trustedIssuers: [{ issuer: 'a', scopes: [], jwksFile: 'x', jwksUri: 'http://x' }] }],
  ['an issuer named twice', { trustedIssuers: [{ issuer: 'a', scopes: [], jwksFile: 'x' }, { issuer: 'a', scopes: [], jwksFile: 'y' }] }],
  ['a service named twice', { trustedIssuers: [{ issuer: 'a', service: 'data-provider', scopes: [], jwksFile: 'x' }, { issuer: 'b', service: 'data-provider', scopes: [], jwksFile: 'y' }] }],
  ['a symmetric algorithm', { trustedIssuers: [{ issuer: 'a', scopes: [], jwksFile: 'x', algorithms: ['HS256'] }] }],
  ['no algorithm', { trustedIssuers: [{ issuer: 'a', scopes: [], jwksFile: 'x', algorithms: [] }] }],
  ['an API key in clear text', { apiKeys: [{ sha256: 'my-key', clientId: 'a', scopes: [] }] }],
  ['a default API key', { apiKeys: [{ sha256: createHash('sha256').update('changeme').digest('hex'), clientId: 'a', scopes: [] }] }],
])('refuses %s', (_what, file) => {
  expect(problemsOf(environment(file))).not.toEqual([]);
});

it('says what is wrong with a file that cannot be read', () => {
  const variables = environment();
  writeFileSync(String(variables['CONFIG_FILE']), 'a: [');
  expect(problemsOf(variables)).toEqual([expect.stringContaining('cannot be read')]);
  const absent = { ...variables, CONFIG_FILE: '/nowhere/config.yaml' };
  expect(existsSync('/nowhere')).toBe(false);
  expect(problemsOf(absent)).toEqual([expect.stringContaining('/nowhere/config.yaml: cannot be read')]);
});

it('trusts nobody without a file', () => {
  const { CONFIG_FILE: _, ...variables } = environment();
  expect(loadConfig(spec, variables)).toMatchObject({ trustedIssuers: [], outbound: { allowedOrigins: [] } });
});

it('cannot be changed afterwards, but reads secrets when they are used', () => {
  const variables = environment({ trustedIssuers: [{ issuer: 'a', scopes: [], jwksFile: 'x' }] });
  const config = loadConfig(spec, variables);
  expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError);
  expect(() => Object.assign(config.outbound, { allowedOrigins: ['http://evil'] })).toThrow(TypeError);
  expect(() => (config.trustedIssuers[0]?.scopes as string[]).push('files:read')).toThrow(TypeError);
  variables['SYNCLINE_SECRET_A'] = 'later';
  expect(config.secretVariable('SYNCLINE_SECRET_A')).toBe('later');
});

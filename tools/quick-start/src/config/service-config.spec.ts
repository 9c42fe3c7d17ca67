import { type InstanceName, INSTANCES } from '@syncline/syncline-cli';
import { parse } from 'yaml';
import { type InstanceUrls, serviceConfig } from './service-config.ts';

const urls: InstanceUrls = {
  'scheduling-platform': 'http://localhost:5100',
  'data-provider': 'http://localhost:5200',
  'data-provider-2': 'http://localhost:5201',
  'data-consumer': 'http://localhost:5300',
};
const digest = 'c'.repeat(64);
const configOf = (instance: InstanceName): unknown => parse(serviceConfig(instance, urls, digest));
const operator = { issuer: 'urn:syncline:operator', jwksFile: '../keys/operator.jwks.json' };

describe('serviceConfig', () => {
  it('lets the platform be told by each provider about itself only, and reported to by the consumer', () => {
    expect(configOf('scheduling-platform')).toEqual({
      issuer: 'urn:syncline:scheduling-platform',
      trustedIssuers: [
        { ...operator, scopes: ['tasks:read', 'tasks:write', 'runs:read', 'runs:write', 'messages:publish', 'alerts:read', 'alerts:write'] },
        { issuer: 'urn:syncline:data-provider', service: 'data-provider', jwksUri: 'http://localhost:5200/.well-known/jwks.json', scopes: ['messages:publish'], sources: ['data-provider'] },
        { issuer: 'urn:syncline:data-provider-2', jwksUri: 'http://localhost:5201/.well-known/jwks.json', scopes: ['messages:publish'], sources: ['data-provider-2'] },
        { issuer: 'urn:syncline:data-consumer', service: 'data-consumer', jwksUri: 'http://localhost:5300/.well-known/jwks.json', scopes: ['runs:report'] },
      ],
      apiKeys: [],
      outbound: { allowedOrigins: ['http://localhost:5300'], secretsFolder: '../secrets' },
    });
  });

  it('lets the provider announce to the platform', () => {
    expect(configOf('data-provider')).toMatchObject({
      outbound: { allowedOrigins: ['http://localhost:5100'] },
      announce: [{ url: 'http://localhost:5100/api/v1/messages', auth: { kind: 'service-jwt', audience: 'scheduling-platform', scope: 'messages:publish' } }],
    });
  });

  it('gives the second provider a name of its own, and has the consumer introduced to it by the digest of a key alone', () => {
    expect(configOf('data-provider-2')).toMatchObject({
      name: 'data-provider-2',
      issuer: 'urn:syncline:data-provider-2',
      trustedIssuers: [{ issuer: 'urn:syncline:operator' }],
      apiKeys: [{ sha256: digest, clientId: 'data-consumer', scopes: ['datasets:read', 'extracts:read'] }],
    });
    expect(configOf('data-provider')).toMatchObject({ apiKeys: [] });
    expect(configOf('data-provider')).not.toHaveProperty('name');
  });

  it('lets the consumer trust manifests of the providers without letting them call', () => {
    const { trustedIssuers } = configOf('data-consumer') as { trustedIssuers: { issuer: string; scopes: string[] }[] };
    expect(trustedIssuers.map(({ issuer, scopes }) => [issuer, scopes])).toEqual([
      ['urn:syncline:operator', ['files:read', 'files:write', 'syncs:run', 'outputs:read']],
      ['urn:syncline:scheduling-platform', ['syncs:run']],
      ['urn:syncline:data-provider', []],
      ['urn:syncline:data-provider-2', []],
    ]);
  });

  it.each(INSTANCES)('tells in the file of %s how to connect a program of one\'s own', (instance) => {
    expect(serviceConfig(instance, urls, digest)).toMatch(/add it here[\s\S]*jwksUri[\s\S]*trustedIssuers:[\s\S]*Add the origin of your own program here[\s\S]*allowedOrigins:/);
  });
});

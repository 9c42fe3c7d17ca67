import { SERVICES } from '@syncline/contract';
import { parse } from 'yaml';
import { serviceConfig, type ServiceUrls } from './service-config.ts';

const urls: ServiceUrls = {
  'scheduling-platform': 'http://localhost:5100',
  'data-provider': 'http://localhost:5200',
  'data-consumer': 'http://localhost:5300',
};
const operator = { issuer: 'urn:syncline:operator', jwksFile: '../keys/operator.jwks.json' };

describe('serviceConfig', () => {
  it('lets the platform be told by the provider about itself only, and reported to by the consumer', () => {
    expect(parse(serviceConfig('scheduling-platform', urls))).toEqual({
      issuer: 'urn:syncline:scheduling-platform',
      trustedIssuers: [
        { ...operator, scopes: ['tasks:read', 'tasks:write', 'runs:read', 'runs:write', 'messages:publish', 'alerts:read', 'alerts:write'] },
        { issuer: 'urn:syncline:data-provider', service: 'data-provider', jwksUri: 'http://localhost:5200/.well-known/jwks.json', scopes: ['messages:publish'], sources: ['data-provider'] },
        { issuer: 'urn:syncline:data-consumer', service: 'data-consumer', jwksUri: 'http://localhost:5300/.well-known/jwks.json', scopes: ['runs:report'] },
      ],
      apiKeys: [],
      outbound: { allowedOrigins: ['http://localhost:5300'], secretsFolder: '../secrets' },
    });
  });

  it('lets the provider announce to the platform', () => {
    const config: unknown = parse(serviceConfig('data-provider', urls));
    expect(config).toMatchObject({
      outbound: { allowedOrigins: ['http://localhost:5100'] },
      announce: [{ url: 'http://localhost:5100/api/v1/messages', auth: { kind: 'service-jwt', audience: 'scheduling-platform', scope: 'messages:publish' } }],
    });
  });

  it('lets the consumer trust manifests of the provider without letting it call', () => {
    const { trustedIssuers } = parse(serviceConfig('data-consumer', urls)) as { trustedIssuers: { issuer: string; scopes: string[] }[] };
    expect(trustedIssuers.map(({ issuer, scopes }) => [issuer, scopes])).toEqual([
      ['urn:syncline:operator', ['files:read', 'files:write', 'syncs:run', 'outputs:read']],
      ['urn:syncline:scheduling-platform', ['syncs:run']],
      ['urn:syncline:data-provider', []],
    ]);
  });

  it.each(SERVICES)('tells in the file of %s how to connect a program of one\'s own', (service) => {
    expect(serviceConfig(service, urls)).toMatch(/add it here[\s\S]*jwksUri[\s\S]*trustedIssuers:[\s\S]*Add the origin of your own program here[\s\S]*allowedOrigins:/);
  });
});

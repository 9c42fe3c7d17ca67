import { existsSync, writeFileSync } from 'node:fs';
import { SCOPES, SERVICES } from '@syncline/contract';
import type { Scope, ServiceName } from '@syncline/contract';
import { OPERATOR_ISSUER } from '@syncline/syncline-cli';
import { stringify } from 'yaml';
import type { ServeFolder } from './folder.ts';

/** What each service is trusted with by the others. */
const GRANTS: Readonly<Record<ServiceName, readonly Scope[]>> = {
  'scheduling-platform': ['syncs:run'],
  'data-provider': ['messages:publish'],
  'data-consumer': ['runs:report', 'datasets:read', 'extracts:read'],
};

/** Writes the app's configuration at the first start; whoever changes it keeps the change. */
export function ensureConfigFile(app: ServiceName, folder: ServeFolder, urls: Readonly<Partial<Record<ServiceName, string>>>): void {
  if (existsSync(folder.config)) return;
  const others = SERVICES.flatMap((service) => (service === app || urls[service] === undefined ? [] : [{ service, url: urls[service] }]));
  const config = {
    issuer: `urn:syncline:${app}`,
    trustedIssuers: [
      // One person works here: the operator may do everything.
      { issuer: OPERATOR_ISSUER, jwksFile: 'keys/operator.jwks.json', scopes: SCOPES },
      ...others.map(({ service, url }) => ({ issuer: `urn:syncline:${service}`, service, jwksUri: `${url}/.well-known/jwks.json`, scopes: GRANTS[service] })),
    ],
    apiKeys: [],
    outbound: { allowedOrigins: others.map(({ url }) => url), secretsFolder: 'secrets' },
    ...(app === 'data-provider' ? { announce: [announcementTo(urls['scheduling-platform'] ?? '')] } : {}),
  };
  const comment = `# Settings of ${app} served alone, written at the first start and left alone since.\n# The other two services are stand-ins. Delete this file to have it written anew.\n`;
  writeFileSync(folder.config, comment + stringify(config), { mode: 0o600 });
}

const announcementTo = (platform: string) => ({
  url: `${platform}/api/v1/messages`,
  auth: { kind: 'service-jwt', audience: 'scheduling-platform', scope: 'messages:publish' },
});

import type { Scope, ServiceName } from '@syncline/contract';

export type ServiceUrls = Readonly<Record<ServiceName, string>>;

/** What the operator of the quick start may do at each service: everything a person needs there, nothing a machine does. */
const OPERATOR_SCOPES: Readonly<Record<ServiceName, readonly Scope[]>> = {
  'scheduling-platform': ['tasks:read', 'tasks:write', 'runs:read', 'runs:write', 'messages:publish', 'alerts:read', 'alerts:write'],
  'data-provider': ['datasets:read', 'extracts:read', 'extracts:write', 'business-dates:close'],
  'data-consumer': ['files:read', 'files:write', 'syncs:run', 'outputs:read'],
};

/** Which of the others a service trusts to call it, and for what. An empty list: only what it signs is trusted, no call. */
const TRUSTED_SERVICES: Readonly<Record<ServiceName, Readonly<Partial<Record<ServiceName, readonly Scope[]>>>>> = {
  'scheduling-platform': { 'data-provider': ['messages:publish'], 'data-consumer': ['runs:report'] },
  'data-provider': { 'data-consumer': ['datasets:read', 'extracts:read'] },
  'data-consumer': { 'scheduling-platform': ['syncs:run'], 'data-provider': [] },
};

/** Which of the others a service calls. */
export const CALLS: Readonly<Record<ServiceName, readonly ServiceName[]>> = {
  'scheduling-platform': ['data-consumer'],
  'data-provider': ['scheduling-platform'],
  'data-consumer': ['data-provider', 'scheduling-platform'],
};

/** The text of `config/<service>.yaml` as it is written at the first start. */
export function serviceConfig(service: ServiceName, urls: ServiceUrls): string {
  return `# Settings of the ${service}, written at the first start of the quick start and left alone since: change what you
# like and start again. Paths are relative to this file. Delete the file to have it written anew.

# The name in the tokens that this service signs.
issuer: urn:syncline:${service}

# Who may call, and what each may be granted at most.
# To connect a program of your own, add it here with the address (jwksUri) or a file (jwksFile) of its public keys:
#   - issuer: urn:example:my-program
#     jwksUri: http://localhost:9000/.well-known/jwks.json
#     scopes: [${EXAMPLE_SCOPES[service].join(', ')}]
trustedIssuers:
  - issuer: urn:syncline:operator
    jwksFile: ../keys/operator.jwks.json
    scopes: ${list(OPERATOR_SCOPES[service])}
${Object.entries(TRUSTED_SERVICES[service]).map(([name, scopes]) => trustedService(service, name as ServiceName, scopes, urls)).join('')}
# Callers that cannot sign: the SHA-256 of a key each (\`printf %s "$KEY" | sha256sum\`), sent as X-API-Key. Off while empty.
#   - { sha256: <64 hexadecimal digits>, clientId: my-program, scopes: [${EXAMPLE_SCOPES[service].join(', ')}] }
apiKeys: []

outbound:
  # The only origins that this service calls; ${OUTBOUND_MEANING[service]}
  # Add the origin of your own program here, for example "http://localhost:9000".
  allowedOrigins:
${CALLS[service].map((name) => `    - "${urls[name]}"\n`).join('')}  # Where "file:<name>" secrets are read from.
  secretsFolder: ../secrets
${SERVICE_SECTIONS[service](urls)}`;
}

const EXAMPLE_SCOPES: Readonly<Record<ServiceName, readonly Scope[]>> = {
  'scheduling-platform': ['messages:publish'],
  'data-provider': ['extracts:read'],
  'data-consumer': ['syncs:run'],
};

const OUTBOUND_MEANING: Readonly<Record<ServiceName, string>> = {
  'scheduling-platform': 'the targets of its tasks.',
  'data-provider': 'the places it announces to.',
  'data-consumer': 'the sources of its files and the callbacks it reports to.',
};

const SERVICE_SECTIONS: Readonly<Record<ServiceName, (urls: ServiceUrls) => string>> = {
  'scheduling-platform': () => '',
  'data-provider': (urls) => `
# Where a closed business date is announced.
announce:
  - url: "${urls['scheduling-platform']}/api/v1/messages"
    auth: { kind: service-jwt, audience: scheduling-platform, scope: "messages:publish" }
`,
  'data-consumer': () => '',
};

function trustedService(service: ServiceName, name: ServiceName, scopes: readonly Scope[], urls: ServiceUrls): string {
  const sources = service === 'scheduling-platform' && scopes.includes('messages:publish') ? `    sources: [${name}]\n` : '';
  return `  - issuer: urn:syncline:${name}
    service: ${name}
    jwksUri: "${urls[name]}/.well-known/jwks.json"
    scopes: ${list(scopes)}
${sources}`;
}

const list = (scopes: readonly Scope[]): string => `[${scopes.map((scope) => `"${scope}"`).join(', ')}]`;

import type { Scope, ServiceName } from '@syncline/contract';
import type { InstanceName } from '@syncline/syncline-cli';
import { serviceOf } from '../stack/instances.ts';
import { CALLS, INTRODUCED_BY_KEY, OPERATOR_SCOPES, TRUSTED } from './who-may-call-whom.ts';

export type InstanceUrls = Readonly<Record<InstanceName, string>>;

/**
 * The text of `config/<instance>.yaml` as it is written at the first start.
 * @param apiKeyDigest SHA-256 of the key that the consumer shows where tokens of services are not taken
 */
export function serviceConfig(instance: InstanceName, urls: InstanceUrls, apiKeyDigest: string): string {
  const service = serviceOf(instance);
  return `# Settings of the ${instance}, written at the first start of the quick start and left alone since: change what you
# like and start again. Paths are relative to this file. Delete the file to have it written anew.

${instance === service ? '' : `# What it is called among the others, beside the ${service} that it is by its program.\nname: ${instance}\n\n`}# The name in the tokens that this service signs.
issuer: urn:syncline:${instance}

# Who may call, and what each may be granted at most.
# To connect a program of your own, add it here with the address (jwksUri) or a file (jwksFile) of its public keys:
#   - issuer: urn:example:my-program
#     jwksUri: http://localhost:9000/.well-known/jwks.json
#     scopes: [${EXAMPLE_SCOPES[service].join(', ')}]
trustedIssuers:
  - issuer: urn:syncline:operator
    jwksFile: ../keys/operator.jwks.json
    scopes: ${list(OPERATOR_SCOPES[service])}
${Object.entries(TRUSTED[instance]).map(([name, scopes]) => trustedInstance(instance, name as InstanceName, scopes, urls)).join('')}
# Callers that cannot sign: the SHA-256 of a key each (\`printf %s "$KEY" | sha256sum\`), sent as X-API-Key. Off while empty.
#   - { sha256: <64 hexadecimal digits>, clientId: my-program, scopes: [${EXAMPLE_SCOPES[service].join(', ')}] }
apiKeys:${apiKeys(instance, apiKeyDigest)}

outbound:
  # The only origins that this service calls; ${OUTBOUND_MEANING[service]}
  # Add the origin of your own program here, for example "http://localhost:9000".
  allowedOrigins:
${CALLS[instance].map((name) => `    - "${urls[name]}"\n`).join('')}  # Where "file:<name>" secrets are read from.
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

const SERVICE_SECTIONS: Readonly<Record<ServiceName, (urls: InstanceUrls) => string>> = {
  'scheduling-platform': () => '',
  'data-provider': (urls) => `
# Where a closed business date is announced.
announce:
  - url: "${urls['scheduling-platform']}/api/v1/messages"
    auth: { kind: service-jwt, audience: scheduling-platform, scope: "messages:publish" }
`,
  'data-consumer': () => '',
};

/** Whoever may announce may do so in its own name only; `service` is said of the first of a kind, for the rules that go by it. */
function trustedInstance(instance: InstanceName, name: InstanceName, scopes: readonly Scope[], urls: InstanceUrls): string {
  const service = name === serviceOf(name) ? `    service: ${name}\n` : '';
  const sources = instance === 'scheduling-platform' && scopes.includes('messages:publish') ? `    sources: [${name}]\n` : '';
  return `  - issuer: urn:syncline:${name}
${service}    jwksUri: "${urls[name]}/.well-known/jwks.json"
    scopes: ${list(scopes)}
${sources}`;
}

function apiKeys(instance: InstanceName, sha256: string): string {
  const callers = Object.entries(INTRODUCED_BY_KEY[instance] ?? {});
  return callers.length === 0 ? ' []' : callers.map(([clientId, scopes]) => `\n  - { sha256: ${sha256}, clientId: ${clientId}, scopes: ${list(scopes)} }`).join('');
}

const list = (scopes: readonly Scope[]): string => `[${scopes.map((scope) => `"${scope}"`).join(', ')}]`;

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyFiles } from '@syncline/bench-kit';
import { stringify } from 'yaml';
import { ISSUERS } from './identities.ts';
import type { Party } from './identities.ts';

const OPERATOR_SCOPES = ['tasks:read', 'tasks:write', 'runs:read', 'runs:write', 'alerts:read'];

/** The configuration file that all nodes share, with the defaults of a deployment: requests are logged, tokens verified. */
export async function writePlatformConfig(folder: string, keys: Readonly<Record<Party, KeyFiles>>, targetOrigin: string): Promise<string> {
  const file = join(folder, 'platform.yaml');
  const trusted = (party: Party, scopes: readonly string[]): object => ({ issuer: ISSUERS[party].issuer, jwksFile: keys[party].jwksFile, scopes });
  await writeFile(file, stringify({
    trustedIssuers: [
      trusted('operator', OPERATOR_SCOPES),
      { ...trusted('publisher', ['messages:publish']), service: 'data-provider' },
      { ...trusted('target', ['runs:report']), service: 'data-consumer' },
    ],
    outbound: { allowedOrigins: [targetOrigin] },
  }));
  return file;
}

export interface NodeSettings {
  readonly name: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly configFile: string;
  readonly keyFile: string;
}

/** The environment of one node. It is called back under its own address, as if no load balancer stood in between. */
export const nodeEnvironment = ({ name, port, databaseUrl, configFile, keyFile }: NodeSettings): Record<string, string> => ({
  NODE_ENV: 'production',
  DATABASE_URL: databaseUrl,
  SERVICE_KEY_FILE: keyFile,
  CONFIG_FILE: configFile,
  HOST: '127.0.0.1',
  PORT: String(port),
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  NODE_ID: name,
  LOG_FORMAT: 'json',
  MIGRATE_AT_START: 'true',
});

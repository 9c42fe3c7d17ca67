import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { SERVICES } from '@syncline/contract';
import type { ServiceName } from '@syncline/contract';
import { Identity } from '@syncline/stand-ins';
import { OPERATOR_ISSUER, OPERATOR_SUBJECT } from '@syncline/syncline-cli';
import type { ServeFolder } from './folder.ts';

/** Makes the keys that are missing: those of the app, of the stand-ins and of the operator; kept over restarts. */
export async function ensureKeys(folder: ServeFolder): Promise<Identity> {
  for (const owner of [...SERVICES, 'operator'] as const) {
    if (!existsSync(folder.key(owner))) writeFileSync(folder.key(owner), newKey(), { mode: 0o600 });
  }
  const operator = await Identity.create(OPERATOR_ISSUER, OPERATOR_SUBJECT, readFileSync(folder.key('operator'), 'utf8'));
  writeFileSync(folder.operatorJwks, JSON.stringify(operator.jwks, null, 2));
  return operator;
}

export const readKey = (folder: ServeFolder, owner: ServiceName): string => readFileSync(folder.key(owner), 'utf8');

const newKey = (): string => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

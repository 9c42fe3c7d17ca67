import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { INSTANCES, loadOperatorKey, publicJwk } from '@syncline/syncline-cli';
import type { Home } from './home.ts';
import { writeWhole } from './write-whole.ts';

/** Makes the signing key (EC P-256, PKCS#8, mode 0600) of each instance and of the operator where it is missing. */
export async function ensureKeys(home: Home): Promise<void> {
  for (const owner of [...INSTANCES, 'operator'] as const) {
    if (!existsSync(home.key(owner))) writeWhole(home.key(owner), newPrivateKey(), 0o600);
  }
  const { kid, privateKey } = await loadOperatorKey(home.path);
  const jwk = await publicJwk(privateKey);
  writeWhole(home.operatorJwks, `${JSON.stringify({ keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }] }, null, 2)}\n`);
}

/** Makes the API key (256 random bits, mode 0600) where it is missing; answers its SHA-256, which is all that its reader is told. */
export function ensureApiKey(home: Home): string {
  if (!existsSync(home.apiKey)) writeWhole(home.apiKey, randomBytes(32).toString('base64url'), 0o600);
  return createHash('sha256').update(readFileSync(home.apiKey, 'utf8').trimEnd()).digest('hex');
}

function newPrivateKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

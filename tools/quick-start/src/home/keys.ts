import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { SERVICES } from '@syncline/contract';
import { loadOperatorKey, publicJwk } from '@syncline/syncline-cli';
import type { Home } from './home.ts';
import { writeWhole } from './write-whole.ts';

/** Makes the signing key (EC P-256, PKCS#8, mode 0600) of each service and of the operator where it is missing. */
export async function ensureKeys(home: Home): Promise<void> {
  for (const owner of [...SERVICES, 'operator'] as const) {
    if (!existsSync(home.key(owner))) writeWhole(home.key(owner), newPrivateKey(), 0o600);
  }
  const { kid, privateKey } = await loadOperatorKey(home.path);
  const jwk = await publicJwk(privateKey);
  writeWhole(home.operatorJwks, `${JSON.stringify({ keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }] }, null, 2)}\n`);
}

function newPrivateKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

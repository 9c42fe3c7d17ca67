import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicJwk } from '@syncline/service-auth';

/** Files of a party: what it signs with, and what others verify it by. */
export interface KeyFiles {
  readonly keyFile: string;
  readonly jwksFile: string;
}

/** Makes a key pair (EC P-256) for each party, and the files that the processes read. */
export async function makeKeyFiles<Party extends string>(folder: string, parties: readonly Party[]): Promise<Readonly<Record<Party, KeyFiles>>> {
  const made = parties.map(async (party) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const files: KeyFiles = { keyFile: join(folder, `${party}.pem`), jwksFile: join(folder, `${party}.jwks.json`) };
    await writeFile(files.keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    await writeFile(files.jwksFile, JSON.stringify({ keys: [publicJwk(publicKey)] }));
    return [party, files] as const;
  });
  return Object.fromEntries(await Promise.all(made)) as Record<Party, KeyFiles>;
}

export const systemClock = { now: (): Date => new Date() };

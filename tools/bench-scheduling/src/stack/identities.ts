import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicJwk, ServiceIdentity } from '@syncline/service-auth';

/** Who takes part. The operator defines and asks, the publisher sends messages, the target takes dispatches and reports. */
export const ISSUERS = {
  platform: { issuer: 'urn:syncline:scheduling-platform', name: 'scheduling-platform' },
  operator: { issuer: 'urn:syncline:operator', name: 'operator' },
  publisher: { issuer: 'urn:syncline:data-provider', name: 'data-provider' },
  target: { issuer: 'urn:syncline:data-consumer', name: 'data-consumer' },
} as const;
export type Party = keyof typeof ISSUERS;

/** Files of a party: what it signs with, and what others verify it by. */
export interface KeyFiles {
  readonly keyFile: string;
  readonly jwksFile: string;
}

/** Makes a key pair (EC P-256) for each party, and the files that the processes read. */
export async function makeIdentities(folder: string): Promise<Readonly<Record<Party, KeyFiles>>> {
  const made = Object.keys(ISSUERS).map(async (party) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const files: KeyFiles = { keyFile: join(folder, `${party}.pem`), jwksFile: join(folder, `${party}.jwks.json`) };
    await writeFile(files.keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    await writeFile(files.jwksFile, JSON.stringify({ keys: [publicJwk(publicKey)] }));
    return [party, files] as const;
  });
  return Object.fromEntries(await Promise.all(made)) as Record<Party, KeyFiles>;
}

export const systemClock = { now: (): Date => new Date() };

/** A party that signs its tokens, as the services themselves do it: kept until shortly before they expire. */
export const identityOf = (party: Party, { keyFile }: KeyFiles): Promise<ServiceIdentity> =>
  ServiceIdentity.load(keyFile, ISSUERS[party].issuer, ISSUERS[party].name, { clock: systemClock });

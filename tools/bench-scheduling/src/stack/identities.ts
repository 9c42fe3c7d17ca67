import { makeKeyFiles, systemClock } from '@syncline/bench-kit';
import type { KeyFiles } from '@syncline/bench-kit';
import { ServiceIdentity } from '@syncline/service-auth';

/** Who takes part. The operator defines and asks, the publisher sends messages, the target takes dispatches and reports. */
export const ISSUERS = {
  platform: { issuer: 'urn:syncline:scheduling-platform', name: 'scheduling-platform' },
  operator: { issuer: 'urn:syncline:operator', name: 'operator' },
  publisher: { issuer: 'urn:syncline:data-provider', name: 'data-provider' },
  target: { issuer: 'urn:syncline:data-consumer', name: 'data-consumer' },
} as const;
export type Party = keyof typeof ISSUERS;

/** Makes the keys of all parties, in files that the processes read. */
export const makeIdentities = (folder: string): Promise<Readonly<Record<Party, KeyFiles>>> => makeKeyFiles(folder, Object.keys(ISSUERS) as Party[]);

/** A party that signs its tokens, as the services themselves do it: kept until shortly before they expire. */
export const identityOf = (party: Party, { keyFile }: KeyFiles): Promise<ServiceIdentity> =>
  ServiceIdentity.load(keyFile, ISSUERS[party].issuer, ISSUERS[party].name, { clock: systemClock });

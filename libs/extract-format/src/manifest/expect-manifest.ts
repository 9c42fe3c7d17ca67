import type { Manifest } from '@syncline/contract';
import { ManifestError } from './manifest-error.ts';

/** What a consumer asked for. */
export type ExpectedManifest = Pick<Manifest, 'issuer' | 'dataset' | 'businessDate' | 'extractId'>;

/**
 * Proves that a manifest is the one that was asked for: a true manifest of yesterday is as wrong as a forged one.
 * @throws ManifestError MANIFEST_SIGNATURE_INVALID for another issuer, MANIFEST_MISMATCH for anything else
 */
export function expectManifest(manifest: Manifest, expected: ExpectedManifest): void {
  if (manifest.issuer !== expected.issuer) {
    throw new ManifestError('MANIFEST_SIGNATURE_INVALID', `the manifest says it is from ${manifest.issuer}, not ${expected.issuer}`);
  }
  for (const member of ['dataset', 'businessDate', 'extractId'] as const) {
    if (manifest[member] !== expected[member]) {
      throw new ManifestError('MANIFEST_MISMATCH', `the manifest's ${member} is ${manifest[member]}, asked for was ${expected[member]}`);
    }
  }
}

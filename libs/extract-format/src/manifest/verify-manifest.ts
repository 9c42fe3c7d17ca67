import type { KeyObject } from 'node:crypto';
import { Manifest, MANIFEST_JWS_TYPE } from '@syncline/contract';
import { compactVerify } from 'jose';
import { checkManifest } from './check-manifest.ts';
import { manifestDigest } from './manifest-bytes.ts';
import { ManifestError } from './manifest-error.ts';

export interface VerifiedManifest {
  readonly manifest: Manifest;
  /** `manifestDigest`: SHA-256 of the payload as it was signed. */
  readonly digest: string;
}

/** The public key of the issuer that must have signed, by key id; undefined if that issuer has no such key. */
export type ManifestKeys = (kid: string) => Promise<KeyObject | undefined>;

/**
 * Proves that a manifest was signed by the issuer whose keys these are, and that it does not contradict itself.
 * Whether it is the manifest that was asked for is `expectManifest`'s question.
 * @throws ManifestError MANIFEST_SIGNATURE_INVALID or MANIFEST_INVALID; what `keyFor` throws is passed on
 */
export async function verifyManifest(jws: string, keyFor: ManifestKeys): Promise<VerifiedManifest> {
  const payload = await verifiedPayload(jws, keyFor);
  const manifest = parseManifest(payload);
  const problems = checkManifest(manifest);
  if (problems.length > 0) throw new ManifestError('MANIFEST_INVALID', `the manifest contradicts itself: ${problems.join('; ')}`);
  return { manifest, digest: manifestDigest(payload) };
}

async function verifiedPayload(jws: string, keyFor: ManifestKeys): Promise<Uint8Array> {
  const header = protectedHeader(jws);
  if (header.typ !== MANIFEST_JWS_TYPE) throw new ManifestError('MANIFEST_SIGNATURE_INVALID', `the typ is not ${MANIFEST_JWS_TYPE}`);
  if (header.alg !== 'ES256' || typeof header.kid !== 'string') {
    throw new ManifestError('MANIFEST_SIGNATURE_INVALID', 'a manifest is signed with ES256 and names its key');
  }
  const key = await keyFor(header.kid);
  if (key === undefined) throw new ManifestError('MANIFEST_SIGNATURE_INVALID', `the issuer has no key ${header.kid}`);
  try {
    return (await compactVerify(jws, key, { algorithms: ['ES256'] })).payload;
  } catch (cause) {
    throw new ManifestError('MANIFEST_SIGNATURE_INVALID', 'the signature does not fit the manifest', cause);
  }
}

function protectedHeader(jws: string): Record<string, unknown> {
  const segments = jws.split('.');
  // The last character of a segment has bits that mean nothing; a manifest has one spelling all the same.
  if (segments.length !== 3 || segments.some((segment) => Buffer.from(segment, 'base64url').toString('base64url') !== segment)) {
    throw new ManifestError('MANIFEST_SIGNATURE_INVALID', 'not a compact JWS');
  }
  try {
    const header: unknown = JSON.parse(Buffer.from(segments[0] ?? '', 'base64url').toString('utf8'));
    if (typeof header === 'object' && header !== null) return { ...header };
  } catch {
    // Falls through: what cannot be read is not signed.
  }
  throw new ManifestError('MANIFEST_SIGNATURE_INVALID', 'not a compact JWS');
}

function parseManifest(payload: Uint8Array): Manifest {
  try {
    return Manifest.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload)));
  } catch (cause) {
    throw new ManifestError('MANIFEST_INVALID', 'the signed payload is not a manifest', cause);
  }
}

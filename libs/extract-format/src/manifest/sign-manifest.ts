import type { KeyObject } from 'node:crypto';
import { MANIFEST_JWS_TYPE, type Manifest } from '@syncline/contract';
import { CompactSign } from 'jose';
import { manifestBytes, manifestDigest } from './manifest-bytes.ts';

/** The private key (EC P-256) of the service that seals, and the id under which its JWKS shows the public one. */
export interface ManifestSigner {
  readonly privateKey: KeyObject;
  readonly kid: string;
}

export interface SignedManifest {
  /** The compact JWS; its payload is the JSON form of the manifest. */
  readonly jws: string;
  readonly digest: string;
}

/**
 * Signs a manifest with ES256. Its own `typ` keeps a token of the same key from ever being taken for one.
 * The manifest must be complete: whatever is changed later is another manifest.
 */
export async function signManifest(signer: ManifestSigner, manifest: Manifest): Promise<SignedManifest> {
  const payload = manifestBytes(manifest);
  const jws = await new CompactSign(payload)
    .setProtectedHeader({ alg: 'ES256', kid: signer.kid, typ: MANIFEST_JWS_TYPE })
    .sign(signer.privateKey);
  return { jws, digest: manifestDigest(payload) };
}

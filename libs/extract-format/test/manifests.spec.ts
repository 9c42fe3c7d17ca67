import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Manifest } from '@syncline/contract';
import { checkManifest, fingerprint, manifestBytes, manifestDigest, ManifestError, manifestPayload, verifyManifest } from '../src/index.ts';
import { readVectors } from './vectors.ts';

interface ManifestVectors {
  readonly jwks: { readonly keys: readonly (JsonWebKey & { readonly kid: string })[] };
  readonly accepted: readonly {
    readonly name: string; readonly manifest: Manifest; readonly rowContract: string; readonly fingerprint: string; readonly payload: string; readonly manifestDigest: string;
    /** Canonical text of each part. */
    readonly parts: readonly string[];
    readonly jws: string;
  }[];
  readonly acceptedToo: readonly { readonly why: string; readonly jws: string; readonly manifestDigest: string }[];
  readonly refused: readonly { readonly code: string; readonly why: string; readonly jws: string }[];
}

const { jwks, accepted, acceptedToo, refused } = readVectors<ManifestVectors>('manifests.json');
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const keyFor = async (kid: string): Promise<KeyObject | undefined> => {
  const jwk = jwks.keys.find((key) => key.kid === kid);
  return jwk && createPublicKey({ key: jwk, format: 'jwk' });
};
const codeOf = (jws: string): Promise<string> => verifyManifest(jws, keyFor).then(() => 'accepted', (error: unknown) => (error instanceof ManifestError ? error.code : String(error)));

describe('the vectors of manifests', () => {
  it.each(accepted.map((vector) => [vector.name, vector] as const))('%s', async (_name, { manifest, rowContract, payload, jws, parts, ...vector }) => {
    expect(manifestBytes(manifest).toString('utf8')).toBe(payload);
    expect(manifestPayload(jws).toString('utf8')).toBe(payload);
    expect(manifestDigest(Buffer.from(payload))).toBe(vector.manifestDigest);
    expect([fingerprint(manifest), sha256(rowContract)]).toEqual([vector.fingerprint, vector.fingerprint]);
    expect(checkManifest(manifest)).toEqual([]);
    expect(manifest.parts.map(({ digest, bytes }) => [digest, bytes])).toEqual(parts.map((text) => [sha256(text), Buffer.byteLength(text)]));
    expect(await verifyManifest(jws, keyFor)).toEqual({ manifest, digest: vector.manifestDigest });
  });

  it.each(acceptedToo.map((vector) => [vector.why, vector] as const))('accepted: %s', async (_why, { jws, manifestDigest: digest }) => {
    expect(await verifyManifest(jws, keyFor)).toMatchObject({ digest });
  });

  it.each(refused.map((vector) => [vector.code, vector.why, vector.jws] as const))('%s: %s', async (code, _why, jws) => {
    expect(await codeOf(jws)).toBe(code);
  });
});

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Manifest } from '@syncline/contract';
import { CompactSign } from 'jose';
import {
  checkManifest, expectManifest, fingerprint, manifestBytes, manifestDigest, ManifestError, manifestPayload, signManifest, verifyManifest,
} from '../index.ts';

const columns = [
  { name: 'city_id', type: 'string(40)', nullable: false },
  { name: 'population', type: 'bigint', nullable: true },
];
const key = ['city_id'];
const part = (n: number, firstKey: string, lastKey: string): Manifest['parts'][number] => ({
  n, firstKey: [firstKey], lastKey: [lastKey], rows: 2, bytes: 20, storedBytes: 11, digest: 'a'.repeat(64), storedDigest: 'b'.repeat(64),
});
const manifest: Manifest = {
  previousManifestDigest: null, compression: 'zstd', parts: [part(1, 'A', 'b'), part(2, 'c', 'd')],
  controlTotals: [{ name: 'population', kind: 'sum', column: 'population', value: '12' }], bytes: 40, rows: 4, key, columns,
  sealedAt: '2026-08-04T17:30:00.000Z', revision: 1, businessDate: '2026-08-04', fingerprint: fingerprint({ key, columns }), view: 'default',
  datasetVersion: 1, dataset: 'cities', extractId: '0198a7f0-0000-7000-8000-000000000001', issuer: 'urn:syncline:data-provider',
};

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = { privateKey: pair.privateKey, kid: 'k1' };
const keys = async (kid: string): Promise<KeyObject | undefined> => (kid === 'k1' ? pair.publicKey : undefined);
const code = async (work: Promise<unknown>): Promise<string> => work.then(() => 'accepted', (error) => (error instanceof ManifestError ? error.code : String(error)));
const signed = (payload: string | Uint8Array, header: Record<string, unknown> = {}): Promise<string> =>
  new CompactSign(typeof payload === 'string' ? Buffer.from(payload) : payload)
    .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'syncline-manifest+jws', ...header })
    .sign(pair.privateKey);

describe('a manifest', () => {
  it('is signed and verified, and its JSON form is the payload byte for byte', async () => {
    const { jws, digest } = await signManifest(signer, manifest);
    expect(await verifyManifest(jws, keys)).toEqual({ manifest, digest });
    expect(manifestPayload(jws)).toEqual(manifestBytes(manifest));
    expect(manifestDigest(manifestPayload(jws))).toBe(digest);
  });

  it('has one spelling, in the order of the wire contract', () => {
    const text = manifestBytes(manifest).toString();
    expect(text.startsWith('{"issuer":"urn:syncline:data-provider","extractId":')).toBe(true);
    expect(text.endsWith('"compression":"zstd","previousManifestDigest":null}')).toBe(true);
    const shuffled: Manifest = JSON.parse(JSON.stringify({ ...manifest, issuer: manifest.issuer }, Object.keys(manifest).sort().concat('name', 'type', 'nullable', 'kind', 'column', 'value', 'n', 'firstKey', 'lastKey', 'storedBytes', 'digest', 'storedDigest')));
    expect(manifestBytes(shuffled).toString()).toBe(text);
  });

  it('keeps the digest of what was signed, also with members that we do not know', async () => {
    const payload = JSON.stringify({ ...manifest, invented: true });
    const verified = await verifyManifest(await signed(payload), keys);
    expect(verified.digest).toBe(manifestDigest(Buffer.from(payload)));
  });

  it('has a fingerprint over key and columns only, members in order', () => {
    expect(fingerprint({ key, columns })).toBe(manifestDigest(Buffer.from(JSON.stringify({ key, columns }))));
    expect(fingerprint({ key, columns: columns.map(({ name, type, nullable }) => ({ nullable, type, name })) })).toBe(manifest.fingerprint);
    expect(fingerprint({ key, columns: [...columns].reverse() })).not.toBe(manifest.fingerprint);
  });

  it('with any bit flipped is refused', async () => {
    const { jws } = await signManifest(signer, manifest);
    for (const at of [...Array.from({ length: Math.ceil(jws.length / 7) }, (_none, n) => n * 7), jws.length - 1]) {
      const flipped = Buffer.from(jws);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(await code(verifyManifest(flipped.toString('latin1'), keys))).toMatch(/^MANIFEST_SIGNATURE_INVALID$/);
    }
  });

  it.each([
    ['of another key', { kid: 'k2' }], ['that is a token', { typ: 'at+jwt' }], ['without a typ', { typ: undefined }], ['without a kid', { kid: undefined }],
  ])('%s is refused', async (_name, header) => {
    expect(await code(verifyManifest(await signed(manifestBytes(manifest), header), keys))).toBe('MANIFEST_SIGNATURE_INVALID');
  });

  it.each(['', 'a.b', 'a.b.c', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`])('%j is no JWS', async (text) => {
    expect(await code(verifyManifest(text, keys))).toBe('MANIFEST_SIGNATURE_INVALID');
  });

  it.each(['{}', 'null', 'no json', JSON.stringify({ ...manifest, rows: '4' })])('a signed %.20j is no manifest', async (payload) => {
    expect(await code(verifyManifest(await signed(payload), keys))).toBe('MANIFEST_INVALID');
  });

  it.each<[string, Partial<Manifest>]>([
    ['the parts have 4 rows', { rows: 5 }],
    ['the parts have 40 bytes', { bytes: 41 }],
    ['the fingerprint is not', { fingerprint: 'c'.repeat(64) }],
    ['the key is not made of columns', { key: ['other'] }],
    ['a sum needs a number', { controlTotals: [{ name: 'x', kind: 'sum', column: 'city_id', value: '1' }] }],
    ['begins before part 1 ends', { parts: [part(1, 'A', 'c'), part(2, 'b', 'd')] }],
    ['part 2 stands at place 1', { parts: [part(2, 'A', 'b'), part(1, 'c', 'd')] }],
    ['ends before it begins', { parts: [part(1, 'b', 'A'), part(2, 'c', 'd')] }],
    ['over the unknown column', { controlTotals: [{ name: 'x', kind: 'sum', column: 'x', value: '1' }] }],
  ])('that contradicts itself is refused: %s', async (sentence, wrong) => {
    expect(checkManifest({ ...manifest, ...wrong }).join()).toContain(sentence);
    expect(await code(verifyManifest(await signed(manifestBytes({ ...manifest, ...wrong })), keys))).toBe('MANIFEST_INVALID');
  });

  it('of something else than was asked for is a mismatch; of another issuer it is not signed', () => {
    const outcome = (expected: Partial<Manifest>): string => {
      try {
        expectManifest(manifest, { ...manifest, ...expected });
        return 'accepted';
      } catch (error) {
        return error instanceof ManifestError ? error.code : String(error);
      }
    };
    expect(outcome({})).toBe('accepted');
    expect(outcome({ dataset: 'other' })).toBe('MANIFEST_MISMATCH');
    expect(outcome({ businessDate: '2026-08-05' })).toBe('MANIFEST_MISMATCH');
    expect(outcome({ extractId: '0198a7f0-0000-7000-8000-000000000002' })).toBe('MANIFEST_MISMATCH');
    expect(outcome({ issuer: 'urn:other' })).toBe('MANIFEST_SIGNATURE_INVALID');
  });
});

import { createHash, createPublicKey } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import type { Extract } from '@syncline/contract';
import { expectManifest, verifyManifest } from '@syncline/extract-format';
import { Identity, ProviderStandIn } from '../src/index.ts';
import type { StandInDataset } from '../src/index.ts';

const cities: StandInDataset = {
  name: 'cities',
  key: ['id'],
  columns: [
    { name: 'id', type: 'integer', nullable: false },
    { name: 'name', type: 'string(40)', nullable: true },
    { name: 'area', type: 'decimal(10,2)', nullable: true },
  ],
  controlTotals: [
    { name: 'area', kind: 'sum', column: 'area' },
    { name: 'names', kind: 'countDistinct', column: 'name' },
    { name: 'last', kind: 'max', column: 'id' },
  ],
  partRows: 2,
  days: {
    '2026-08-04': [['10', 'Köln', '1.50'], ['9', '', '-2.25'], ['2', null, null]],
    '2026-08-05': [],
  },
};

let provider: ProviderStandIn;
let consumer: Identity;

beforeAll(async () => {
  consumer = await Identity.create('urn:syncline:data-consumer', 'data-consumer');
});

beforeEach(async () => {
  provider = await ProviderStandIn.start({ datasets: [cities], trusted: [{ issuer: consumer.issuer, jwks: consumer.jwks }] });
});

afterEach(() => provider.stop());

async function call(path: string, init: RequestInit = {}): Promise<Response> {
  const token = await consumer.token({ audience: 'data-provider', scope: 'extracts:read' });
  return fetch(`${provider.url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) } });
}

async function extractOf(businessDate: string): Promise<Extract> {
  const response = await call('/datasets/cities/extracts', { method: 'POST', body: JSON.stringify({ businessDate }), headers: { 'content-type': 'application/json' } });
  expect(response.status).toBe(200);
  return (await response.json()) as Extract;
}

async function signedManifest(id: string): Promise<string> {
  return (await call(`/extracts/${id}/manifest`, { headers: { accept: 'application/jose' } })).text();
}

const keyFor = async () => createPublicKey(provider.identity.privateKey);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

describe('an extract', () => {
  it('has a manifest that a consumer can prove, and parts that are what it says', async () => {
    const { id, manifestDigest } = await extractOf('2026-08-04');
    const { manifest, digest } = await verifyManifest(await signedManifest(id), keyFor);
    expectManifest(manifest, { issuer: provider.identity.issuer, dataset: 'cities', businessDate: '2026-08-04', extractId: id });
    expect(digest).toBe(manifestDigest);
    expect(sha256(await bytesOf(await call(`/extracts/${id}/manifest`)))).toBe(manifestDigest);
    expect(manifest.controlTotals.map(({ value }) => value)).toEqual(['-0.75', '2', '10']);
    const texts = await Promise.all(manifest.parts.map(async ({ n, storedDigest, digest: canonical }) => {
      const response = await call(`/extracts/${id}/parts/${n}`);
      const stored = await bytesOf(response);
      expect(response.headers.get('etag')).toBe(`"${storedDigest}"`);
      expect(sha256(stored)).toBe(storedDigest);
      expect(sha256(zstdDecompressSync(stored))).toBe(canonical);
      return zstdDecompressSync(stored).toString('utf8');
    }));
    expect(texts).toEqual(['2,,\n9,"",-2.25\n', '10,Köln,1.50\n']);
  });

  it('is the same when asked for twice, and superseded by a restatement', async () => {
    const first = await extractOf('2026-08-04');
    expect(await extractOf('2026-08-04')).toEqual(first);
    const second = await provider.restate('cities', '2026-08-04', [['1', 'x', null]]);
    expect(await extractOf('2026-08-04')).toMatchObject({ id: second.id, revision: 2 });
    expect(await (await call(`/extracts/${first.id}`)).json()).toMatchObject({ state: 'SUPERSEDED', supersededBy: second.id });
    const { manifest } = await verifyManifest(await signedManifest(second.id), keyFor);
    expect(manifest.previousManifestDigest).toBe(first.manifestDigest);
  });

  it('may be of no rows', async () => {
    const { manifest } = await verifyManifest(await signedManifest((await extractOf('2026-08-05')).id), keyFor);
    expect(manifest).toMatchObject({ rows: 0, parts: [], controlTotals: [{ value: '0.00' }, { value: '0' }, { value: null }] });
  });

  it('is refused while the date is open', async () => {
    const response = await call('/datasets/cities/extracts', { method: 'POST', body: '{"businessDate":"2026-08-06"}', headers: { 'content-type': 'application/json' } });
    expect(response.status).toBe(409);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ code: 'BUSINESS_DATE_OPEN' });
  });
});

describe('a part', () => {
  const part = async (headers: Record<string, string> = {}): Promise<Response> => call(`/extracts/${(await extractOf('2026-08-04')).id}/parts/1`, { headers });

  it('can be resumed at a byte', async () => {
    const whole = await bytesOf(await part());
    const etag = (await part()).headers.get('etag') ?? '';
    const rest = await part({ range: 'bytes=5-', 'if-range': etag });
    expect(rest.status).toBe(206);
    expect(rest.headers.get('content-range')).toBe(`bytes 5-${whole.length - 1}/${whole.length}`);
    expect(await bytesOf(rest)).toEqual(whole.subarray(5));
    expect((await part({ range: 'bytes=5-', 'if-range': '"other"' })).status).toBe(200);
    expect((await part({ range: `bytes=${whole.length}-` })).status).toBe(416);
    expect((await part({ 'if-none-match': etag })).status).toBe(304);
  });

  it('can be broken: a bit, once', async () => {
    provider.breakPart('cities', 1, { flipByteAt: 3 });
    const [broken, whole] = [await bytesOf(await part()), await bytesOf(await part())];
    expect([...broken].filter((byte, index) => byte !== whole[index])).toHaveLength(1);
  });

  it('can be broken: cut after some bytes', async () => {
    provider.breakPart('cities', 1, { cutAfter: 4 });
    const response = await part();
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
    expect((await part()).status).toBe(200);
  });
});

describe('a provider that lies', () => {
  it('signs with another key', async () => {
    provider.signWith = await Identity.create('urn:elsewhere', 'elsewhere');
    await expect(verifyManifest(await signedManifest((await extractOf('2026-08-04')).id), keyFor)).rejects.toMatchObject({ code: 'MANIFEST_SIGNATURE_INVALID' });
  });

  it('signs the manifest of something else', async () => {
    provider.alterManifest = (manifest) => ({ ...manifest, dataset: 'other' });
    const { id } = await extractOf('2026-08-04');
    const { manifest } = await verifyManifest(await signedManifest(id), keyFor);
    expect(() => expectManifest(manifest, { issuer: provider.identity.issuer, dataset: 'cities', businessDate: '2026-08-04', extractId: id })).toThrow(/dataset/);
  });

  it('is away, and comes back at the same address', async () => {
    const { url } = provider;
    await provider.stop();
    await expect(call('/datasets')).rejects.toThrow();
    await provider.listen();
    expect(provider.url).toBe(url);
    expect((await extractOf('2026-08-04')).state).toBe('SEALED');
  });

  it('takes a while to build', async () => {
    provider.buildingAnswers = 1;
    const body = { method: 'POST', body: '{"businessDate":"2026-08-04"}', headers: { 'content-type': 'application/json' } };
    const first = await call('/datasets/cities/extracts', body);
    expect([first.status, await first.json()]).toMatchObject([201, { state: 'BUILDING', manifestDigest: null }]);
    expect((await extractOf('2026-08-04')).state).toBe('SEALED');
  });
});

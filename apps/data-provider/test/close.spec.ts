import type { BusinessDateClose, Manifest } from '@syncline/contract';
import { verifyManifest } from '@syncline/extract-format';
import { eventually } from '@syncline/test-kit';
import { prepareGround, startProvider, type Ground, type TestProvider } from './provider.ts';

describe('closing a business date', () => {
  let ground: Ground;
  let provider: TestProvider;
  beforeAll(async () => {
    ground = await prepareGround();
    provider = await startProvider(ground);
  });
  afterAll(async () => {
    await provider.stop();
    await ground.remove();
  });

  it('seals every dataset, is told once, and is the same when asked again', async () => {
    const first = await provider.call('/api/v1/business-dates/2026-08-04/close', { method: 'POST', headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } });
    expect(first.status).toBe(202);
    expect(await first.json()).toMatchObject({ state: 'CLOSING', closeNumber: 1, extracts: [{ dataset: 'cities', state: 'BUILDING', manifestDigest: null }, { dataset: 'countries' }] });
    const closed = await provider.close('2026-08-04');
    expect(closed).toMatchObject({ businessDate: '2026-08-04', state: 'CLOSED', closeNumber: 1, extracts: [{ dataset: 'cities', rows: 250, revision: 1, state: 'SEALED' }, { dataset: 'countries', rows: 4 }] });
    const again = await provider.call('/api/v1/business-dates/2026-08-04/close', { method: 'POST' });
    expect([again.status, await again.json()]).toEqual([200, closed]);
    await eventually(() => expect(ground.platform.heard).toHaveLength(1));
    expect(ground.platform.heard[0]).toMatchObject({
      event: {
        specversion: '1.0', type: 'io.syncline.business-date.closed', source: 'data-provider', subject: '2026-08-04',
        data: { businessDate: '2026-08-04', closeNumber: 1, reason: 'CLOSE', datasets: [{ dataset: 'cities', revision: 1 }, { dataset: 'countries', revision: 1 }] },
      },
      headers: { 'content-type': 'application/cloudevents+json', traceparent: expect.stringContaining('0af7651916cd43dd8448eb211c80319c') as string },
    });
  });

  it('gives the manifest as JSON, byte for byte the payload of the JWS, signed by the key of the JWKS', async () => {
    const { id, manifestDigest } = await provider.extract('cities', '2026-08-04');
    const jws = await (await provider.call(`/api/v1/extracts/${id}/manifest`, { headers: { accept: 'application/jose' } })).text();
    const body = Buffer.from(await (await provider.call(`/api/v1/extracts/${id}/manifest`)).arrayBuffer());
    expect(body.toString('base64url')).toBe(jws.split('.')[1]);
    const { keys } = await provider.read<{ keys: { kid: string }[] }>('/.well-known/jwks.json');
    const verified = await verifyManifest(jws, async (kid) => (keys.some((key) => key.kid === kid) ? ground.identity.publicKey : undefined));
    expect(verified.digest).toBe(manifestDigest);
    const manifest = JSON.parse(body.toString()) as Manifest;
    expect(manifest).toMatchObject({
      issuer: 'urn:syncline:data-provider', dataset: 'cities', view: 'default', rows: 250, previousManifestDigest: null, compression: 'zstd',
      controlTotals: [{ name: 'population', kind: 'sum', column: 'population', value: String((250 * 251 / 2) * 3) }, { name: 'last', kind: 'max', value: 'city 99' }],
    });
    expect(manifest.parts.map(({ n, rows, firstKey, lastKey }) => [n, rows, firstKey, lastKey])).toEqual([
      [1, 100, ['city 1'], ['city 189']], [2, 100, ['city 19'], ['city 53']], [3, 50, ['city 54'], ['city 99']],
    ]);
  });

  it('chains manifests over dates, and seals a dataset without dates for the newest one only', async () => {
    await provider.close('2026-09-26');
    const [before, after] = await Promise.all(['2026-08-04', '2026-09-26'].map((date) => provider.extract('countries', date)));
    const manifest = await provider.read<Manifest>(`/api/v1/extracts/${after?.id}/manifest`);
    expect(manifest.previousManifestDigest).toBe(before?.manifestDigest);
    const older = await provider.close('2026-07-01');
    expect(older.extracts.map(({ dataset, rows, bytes, state }) => ({ dataset, rows, bytes, state }))).toEqual([{ dataset: 'cities', rows: 0, bytes: 0, state: 'SEALED' }]);
    const empty = await provider.read<Manifest>(`/api/v1/extracts/${older.extracts[0]?.id}/manifest`);
    expect(empty).toMatchObject({ parts: [], rows: 0, controlTotals: [{ value: '0' }, { value: null }] });
    const refused = await provider.call('/api/v1/datasets/countries/extracts', { method: 'POST', body: { businessDate: '2026-07-01' } });
    expect([refused.status, await refused.json()]).toMatchObject([422, { code: 'RULE_VIOLATED' }]);
  });

  it('is 404 while the date is open', async () => {
    const open = await provider.call('/api/v1/business-dates/2031-01-01');
    expect([open.status, await open.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
    const extract = await provider.call('/api/v1/datasets/cities/extracts', { method: 'POST', body: { businessDate: '2031-01-01' } });
    expect([extract.status, extract.headers.get('retry-after'), await extract.json()]).toMatchObject([409, '2', { code: 'BUSINESS_DATE_OPEN' }]);
  });

  it('closes once, however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => provider.call('/api/v1/business-dates/2026-10-01/close', { method: 'POST' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 202]);
    const bodies = await Promise.all(answers.map(async (answer) => (await answer.json()) as BusinessDateClose));
    expect(new Set(bodies.map(({ extracts }) => extracts.map(({ id }) => id).join())).size).toBe(1);
  });
});

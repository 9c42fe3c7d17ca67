import type { Extract, Manifest } from '@syncline/contract';
import { verifyManifest } from '@syncline/extract-format';
import { IssuerKeys } from '@syncline/service-auth';
import { SystemClock } from '@syncline/service-kit';
import { eventually, testIdentity } from '@syncline/test-kit';
import { ManifestKeys } from '../src/extracts/manifest-keys.service.ts';
import { configured, prepareGround, startProvider, type Ground, type TestProvider } from './provider.ts';

const DATE = '2026-08-04';

describe('a new revision', () => {
  let ground: Ground;
  let provider: TestProvider;
  beforeAll(async () => {
    ground = await prepareGround();
    provider = await startProvider(ground);
    await provider.close(DATE);
    await provider.close('2026-09-26');
  });
  afterAll(async () => {
    await provider.stop();
    await ground.remove();
  });

  const ask = (key: string | null, { dataset = 'cities', ...body }: { dataset?: string; businessDate?: string; newRevision?: boolean } = {}): Promise<Response> =>
    provider.call(`/api/v1/datasets/${dataset}/extracts`, {
      method: 'POST', body: { businessDate: DATE, newRevision: true, ...body }, headers: key === null ? {} : { 'idempotency-key': key },
    });
  const ended = (id: string): Promise<Extract> => eventually(async () => {
    const extract = await provider.read<Extract>(`/api/v1/extracts/${id}`);
    return extract.state !== 'BUILDING' && extract;
  });
  const made = async (answer: Response): Promise<Extract> => (await answer.json()) as Extract;
  const manifestOf = ({ id }: Extract): Promise<Manifest> => provider.read(`/api/v1/extracts/${id}/manifest`);

  it('is made once for a key, and the repeat shows it as it is now', async () => {
    const first = await ask('one');
    const { id, revision } = await made(first);
    expect([first.status, revision]).toEqual([201, 2]);
    await ended(id);
    const repeat = await ask('one');
    expect([repeat.status, await repeat.json()]).toMatchObject([200, { id, state: 'SEALED', revision: 2 }]);
    const next = await made(await ask('two'));
    expect(next.revision).toBe(3);
    await ended(next.id);
    // Superseded since, and still what that key stands for.
    expect(await made(await ask('one'))).toMatchObject({ id, state: 'SUPERSEDED', supersededBy: next.id });
  });

  it('is one for all who use a key at the same moment, and a key binds its body, its client and its route', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask('many')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    const ids = new Set(await Promise.all(answers.map(async (answer) => (await made(answer)).id)));
    expect(ids.size).toBe(1);
    await ended([...ids][0] ?? '');
    for (const other of [{ newRevision: false }, { businessDate: '2026-09-26' }]) {
      const conflict = await ask('many', other);
      expect([conflict.status, await conflict.json()]).toMatchObject([409, { code: 'IDEMPOTENCY_CONFLICT' }]);
    }
    const elsewhere = await ask('many', { dataset: 'countries', businessDate: '2026-09-26' });
    expect(elsewhere.status).toBe(201);
    await ended((await made(elsewhere)).id);
    expect((await ask('not visible: \u00e4')).status).toBe(400);
  });

  it('that was refused leaves its key free', async () => {
    const { id } = await made(await ask(null));
    const refused = await ask('later');
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toMatchObject([409, '2', { code: 'EXTRACT_BUILDING' }]);
    const { revision } = await ended(id);
    const taken = await made(await ask('later'));
    expect(taken.revision).toBe(revision + 1);
    await ended(taken.id);
  });

  it('is a link of the chain of its view, whatever the date and whoever seals at the same moment', async () => {
    const before = await provider.extract('cities', DATE);
    // Both dates are built at once, in one chain.
    const pair = await Promise.all([DATE, '2026-09-26'].map(async (businessDate) => made(await ask(null, { businessDate }))));
    const sealed = await Promise.all(pair.map(({ id }) => ended(id)));
    const last = await ended((await made(await ask(null))).id);
    const links = await Promise.all([...sealed, last].map(manifestOf));
    // From the last one back, every link is there and none twice.
    const byDigest = new Map(sealed.map(({ manifestDigest }, index) => [manifestDigest, links[index]]));
    const second = byDigest.get(links[2]?.previousManifestDigest ?? '');
    const first = byDigest.get(second?.previousManifestDigest ?? '');
    expect(new Set([second?.businessDate, first?.businessDate])).toEqual(new Set([DATE, '2026-09-26']));
    const newestOfBoth = [before.manifestDigest, (await provider.read<{ items: Extract[] }>('/api/v1/extracts?dataset=cities&limit=500')).items.find(({ businessDate, revision }) => businessDate === '2026-09-26' && revision === 1)?.manifestDigest];
    expect(newestOfBoth).toContain(first?.previousManifestDigest);
  });

  it('signed by another key leaves the manifests of the old key verifiable', async () => {
    const old = await provider.extract('cities', DATE);
    await provider.stop();
    const successor = await testIdentity(ground.identity.issuer);
    // Forgotten to publish the former key: the start tells (and the log, at ERROR).
    const forgetful = await startProvider(ground, { SERVICE_KEY_FILE: successor.keyFile });
    expect(await forgetful.app.get(ManifestKeys).unpublished()).toEqual([ground.identity.kid]);
    await forgetful.stop();
    const rotated = await configured(ground, 'rotated', { retiredKeyFiles: [ground.identity.keyFile] });
    provider = await startProvider(ground, { SERVICE_KEY_FILE: successor.keyFile, ...rotated });
    expect(await provider.app.get(ManifestKeys).unpublished()).toEqual([]);
    const sealed = await ended((await made(await ask(null))).id);
    // As a consumer does it: by the published keys.
    const keys = new IssuerKeys([{ issuer: ground.identity.issuer, jwksUri: `${provider.url}/.well-known/jwks.json` }], new SystemClock());
    for (const { id, manifestDigest } of [old, sealed]) {
      const jws = await (await provider.call(`/api/v1/extracts/${id}/manifest`, { headers: { accept: 'application/jose' } })).text();
      expect((await verifyManifest(jws, (kid) => keys.keyFor(ground.identity.issuer, kid))).digest).toBe(manifestDigest);
    }
  });
});

import type { Manifest } from '@syncline/contract';
import { checkChains, type Chain, type ChainLink } from './check-chain.ts';

const link = (digest: string, previous: string | null, change: Partial<Manifest> = {}): ChainLink => ({
  file: `${digest}.jws`, digest,
  manifest: { issuer: 'urn:p', dataset: 'cities', view: 'default', businessDate: '2026-08-04', revision: 1, sealedAt: '2026-08-04T17:30:00Z', previousManifestDigest: previous, ...change } as Manifest,
});
const day = (n: number): Partial<Manifest> => ({ businessDate: `2026-08-0${n}`, sealedAt: `2026-08-0${n}T17:30:00Z` });
const a = link('a', null, day(1));
const b = link('b', 'a', day(2));
const c = link('c', 'b', { ...day(2), revision: 2, sealedAt: '2026-08-03T09:00:00Z' });
const d = link('d', 'c', day(4));
const shown = ({ links, beginsAfter, problems }: Chain): unknown => ({ links: links.map(({ digest }) => digest).join(''), beginsAfter, problems: problems.map(({ code, file }) => `${code} ${file}`) });
const check = (...links: ChainLink[]): unknown[] => checkChains(links).map(shown);

describe('the chain of manifests', () => {
  it('is unbroken from the first on, in whatever order they are given, and a copy counts once', () => {
    expect(check(d, b, a, c, { ...b, file: 'copy.jws' })).toEqual([{ links: 'abcd', beginsAfter: null, problems: [] }]);
  });

  it('may begin anywhere, and says after what', () => {
    expect(check(c, d)).toEqual([{ links: 'cd', beginsAfter: 'b', problems: [] }]);
    expect(check(d)).toEqual([{ links: 'd', beginsAfter: 'c', problems: [] }]);
    expect(check()).toEqual([]);
  });

  it('is broken where one between is missing', () => {
    expect(check(a, d)).toEqual([{ links: 'ad', beginsAfter: null, problems: ['CHAIN_BROKEN d.jws'] }]);
  });

  it('is forked where two follow the same one, or two are the first', () => {
    const other = link('x', 'a', { ...day(2), sealedAt: '2026-08-02T18:00:00Z' });
    expect(check(a, b, other)).toEqual([{ links: 'abx', beginsAfter: null, problems: ['CHAIN_FORKED x.jws', 'CHAIN_FORKED x.jws'] }]);
    expect(check(a, link('y', null, day(2)))).toEqual([{ links: 'ay', beginsAfter: null, problems: ['CHAIN_FORKED y.jws'] }]);
  });

  it('has revisions of a date that count on', () => {
    expect(check(a, link('e', 'a', { ...day(1), revision: 3 }))).toEqual([{ links: 'ae', beginsAfter: null, problems: ['CHAIN_BROKEN e.jws'] }]);
    expect(check(a, link('e', 'a', { ...day(1), revision: 1 }))).toEqual([{ links: 'ae', beginsAfter: null, problems: ['CHAIN_FORKED e.jws'] }]);
  });

  it('is one for each issuer, dataset and view', () => {
    expect(check(a, link('v', null, { ...day(1), view: 'public' }), link('w', null, { ...day(1), dataset: 'towns' }), link('z', null, { ...day(1), issuer: 'urn:q' }))).toHaveLength(4);
  });
});

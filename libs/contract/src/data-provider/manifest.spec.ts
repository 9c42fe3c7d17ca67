import { Extract } from './extract.ts';
import { Manifest } from './manifest.ts';

const id = '019a0000-0000-7000-8000-000000000000';
const digest = '0'.repeat(64);
const manifest = {
  issuer: 'urn:syncline:data-provider', extractId: id, dataset: 'cities', datasetVersion: 1, view: 'default', fingerprint: digest, businessDate: '2026-08-04', revision: 1,
  sealedAt: '2026-08-04T17:30:00Z', columns: [{ name: 'city_id', type: 'string(40)', nullable: false }], key: ['city_id'], rows: 1, bytes: 2,
  controlTotals: [{ name: 'city_id', kind: 'min', column: 'city_id', value: null }],
  parts: [{ n: 1, firstKey: ['a'], lastKey: ['a'], rows: 1, bytes: 2, storedBytes: 2, digest, storedDigest: digest }], compression: 'zstd', previousManifestDigest: null,
};

describe('Manifest', () => {
  it('ignores what a newer provider may add', () => {
    expect(Manifest.parse({ ...manifest, extra: 1, columns: [{ ...manifest.columns[0], extra: 1 }] })).toEqual(manifest);
  });

  it('accepts an empty day', () => expect(Manifest.safeParse({ ...manifest, rows: 0, bytes: 0, parts: [] }).success).toBe(true));

  it.each(['string(40)', 'integer', 'bigint', 'decimal(18,4)', 'boolean', 'date', 'timestamp(0)', 'timestamp(6)', 'json'])('knows the type %s', (type) =>
    expect(Manifest.safeParse({ ...manifest, columns: [{ name: 'x', type, nullable: true }] }).success).toBe(true),
  );

  it.each<[string, object]>([
    ['a float', { columns: [{ name: 'x', type: 'float', nullable: true }] }],
    ['a timestamp finer than microseconds', { columns: [{ name: 'x', type: 'timestamp(7)', nullable: true }] }],
    ['a column name that is SQL', { columns: [{ name: 'x"; drop', type: 'date', nullable: true }] }],
    ['a part of no rows', { parts: [{ ...manifest.parts[0], rows: 0 }] }],
    ['a part 0', { parts: [{ ...manifest.parts[0], n: 0 }] }],
    ['a digest of another kind', { parts: [{ ...manifest.parts[0], digest: 'x' }] }],
    ['no issuer', { issuer: undefined }],
  ])('refuses %s', (_what, change) => expect(Manifest.safeParse({ ...manifest, ...change }).success).toBe(false));
});

describe('Extract', () => {
  it('ignores what a newer provider may add', () => {
    const extract = {
      id, dataset: 'cities', view: 'default', businessDate: '2026-08-04', revision: 1, state: 'BUILDING', reason: null, detail: null, rows: null, bytes: null, sealedAt: null,
      supersededBy: null, manifestDigest: null,
    };
    expect(Extract.parse({ ...extract, extra: 1 })).toEqual(extract);
  });
});

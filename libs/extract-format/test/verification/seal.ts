import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Compression, Manifest, ManifestPart } from '@syncline/contract';
import { encodeRow, fingerprint, type Field } from '../../src/index.ts';

export const COLUMNS = [
  { name: 'region', type: 'string(4)', nullable: false },
  { name: 'id', type: 'integer', nullable: false },
  { name: 'amount', type: 'decimal(10,2)', nullable: true },
  { name: 'note', type: 'string(20)', nullable: true },
];
const KEY = ['region', 'id'];

export const ROWS: readonly (readonly Field[])[] = [
  ['A', '9', '1.50', null], ['A', '10', '-0.50', ''], ['a', '1', null, 'say "hi",\n𝒳'], ['a', '2', '9.00', '\\.'], ['é', '-1', '0.00', 'x'],
];

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const COMPRESS: Readonly<Record<Compression, (bytes: Buffer) => Buffer>> = { none: (bytes) => bytes, gzip: (bytes) => gzipSync(bytes), zstd: (bytes) => zstdCompressSync(bytes) };

export interface Sealed {
  readonly manifest: Manifest;
  readonly stored: readonly Buffer[];
}

export interface SealOptions {
  readonly compression?: Compression;
  /** Texts of the parts, in place of the true rows: what a faulty provider would seal, with digests that fit. */
  readonly texts?: readonly (string | Buffer)[];
  /** Stored bytes in place of the compressed ones. */
  readonly store?: (compressed: Buffer, text: Buffer) => Buffer;
  readonly change?: Partial<Manifest>;
  readonly changePart?: Partial<ManifestPart>;
}

/** An extract of two parts, sealed right unless told otherwise. */
export function seal({ compression = 'zstd', texts, store = (compressed) => compressed, change = {}, changePart = {} }: SealOptions = {}): Sealed {
  const chunks = [ROWS.slice(0, 3), ROWS.slice(3)];
  const stored: Buffer[] = [];
  const parts = chunks.map((rows, index): ManifestPart => {
    const text = Buffer.from(texts?.[index] ?? rows.map(encodeRow).join(''));
    const bytes = store(COMPRESS[compression](text), text);
    stored.push(bytes);
    const key = (row: readonly Field[] | undefined): string[] => [row?.[0] ?? '', row?.[1] ?? ''];
    return { n: index + 1, firstKey: key(rows[0]), lastKey: key(rows.at(-1)), rows: rows.length, bytes: text.length, storedBytes: bytes.length, digest: sha256(text), storedDigest: sha256(bytes), ...changePart };
  });
  const manifest: Manifest = {
    issuer: 'urn:syncline:data-provider', extractId: '0198a7f0-0000-7000-8000-000000000001', dataset: 'positions', datasetVersion: 1, view: 'default',
    fingerprint: fingerprint({ key: KEY, columns: COLUMNS }), businessDate: '2026-08-04', revision: 1, sealedAt: '2026-08-04T17:30:00.000Z', columns: COLUMNS, key: KEY,
    rows: ROWS.length, bytes: parts.reduce((all, { bytes }) => all + bytes, 0),
    controlTotals: [
      { name: 'amount', kind: 'sum', column: 'amount', value: '10.00' }, { name: 'least', kind: 'min', column: 'amount', value: '-0.50' },
      { name: 'last', kind: 'max', column: 'note', value: 'x' }, { name: 'regions', kind: 'countDistinct', column: 'region', value: '3' },
    ],
    parts, compression, previousManifestDigest: null, ...change,
  };
  return { manifest, stored };
}

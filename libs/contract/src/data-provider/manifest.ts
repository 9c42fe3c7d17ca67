import { z } from 'zod';
import { Count, Digest, Name, Ordinal, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';
import { Column, ColumnName, Compression, ControlTotal } from './dataset.ts';

/** The key columns of one row as canonical texts. */
export const KeyValues = z.array(z.string()).min(1);

export const ManifestPart = z.object({
  /** From 1, in key order. */
  n: Ordinal,
  firstKey: KeyValues,
  lastKey: KeyValues,
  rows: Ordinal,
  /** Of the canonical form. */
  bytes: Ordinal,
  /** Of the file that is served, compressed or not. */
  storedBytes: Ordinal,
  digest: Digest,
  storedDigest: Digest,
});
export type ManifestPart = z.output<typeof ManifestPart>;

/** A control total as the golden source computed it; null for min and max of nothing. */
export const SealedControlTotal = ControlTotal.extend({ value: z.string().nullable() });
export type SealedControlTotal = z.output<typeof SealedControlTotal>;

/**
 * What a sealed extract holds, signed by its provider. Read by others, so unknown members are ignored; the digest
 * and the signature are over the bytes as received, never over this reading of them.
 */
export const Manifest = z
  .object({
    issuer: z.string().min(1),
    extractId: Uuid,
    dataset: Name,
    datasetVersion: Ordinal,
    view: Name,
    fingerprint: Digest,
    businessDate: BusinessDate,
    revision: Ordinal,
    sealedAt: Instant,
    columns: z.array(Column).min(1),
    key: z.array(ColumnName).min(1),
    rows: Count,
    bytes: Count,
    controlTotals: z.array(SealedControlTotal),
    parts: z.array(ManifestPart),
    compression: Compression,
    /** Of the manifest sealed before this one for the same dataset and view, whatever the date; null for the first. */
    previousManifestDigest: Digest.nullable(),
  })
  .meta({ id: 'Manifest' });
export type Manifest = z.output<typeof Manifest>;

export const MANIFEST_JWS_TYPE = 'syncline-manifest+jws';
/** Media type of the signed form. */
export const JOSE_TYPE = 'application/jose';
/** Media types of parts, by compression. */
export const PART_TYPES = { none: 'text/csv', gzip: 'application/gzip', zstd: 'application/zstd' } as const satisfies Record<Compression, string>;

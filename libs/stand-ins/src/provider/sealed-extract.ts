import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Compression, Extract, Manifest, ManifestPart } from '@syncline/contract';
import { compareKeys, encodeRow, fingerprint, parseColumnType, signManifest } from '@syncline/extract-format';
import { v7 as uuidv7 } from 'uuid';
import type { Identity } from '../server/identity.ts';
import { sealControlTotal } from './control-totals.ts';
import type { RowTexts, StandInDataset } from './dataset.ts';

export interface SealedExtract {
  extract: Extract;
  readonly manifest: Manifest;
  /** Stored bytes, by part number - 1. */
  readonly parts: readonly Buffer[];
}

export interface SealOptions {
  readonly businessDate: string;
  readonly revision: number;
  readonly previousManifestDigest: string | null;
}

const DEFAULT_PART_ROWS = 1000;

/** Seals the rows of a business date, in memory. */
export async function sealExtract(identity: Identity, dataset: StandInDataset, { businessDate, revision, previousManifestDigest }: SealOptions): Promise<SealedExtract> {
  const rows = inKeyOrder(dataset, dataset.days[businessDate] ?? []);
  const partRows = dataset.partRows ?? DEFAULT_PART_ROWS;
  const chunks = Array.from({ length: Math.ceil(rows.length / partRows) }, (_none, index) => rows.slice(index * partRows, (index + 1) * partRows));
  const compression = dataset.compression ?? 'zstd';
  const parts = chunks.map((chunk, index) => makePart(dataset, compression, chunk, index + 1));
  const columns = dataset.columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
  const manifest: Manifest = {
    issuer: identity.issuer,
    extractId: uuidv7(),
    dataset: dataset.name,
    datasetVersion: dataset.version ?? 1,
    view: 'default',
    fingerprint: fingerprint({ key: dataset.key, columns }),
    businessDate,
    revision,
    sealedAt: new Date().toISOString(),
    columns,
    key: [...dataset.key],
    rows: rows.length,
    bytes: parts.reduce((all, { part }) => all + part.bytes, 0),
    controlTotals: (dataset.controlTotals ?? []).map((total) => sealControlTotal(dataset, total, rows)),
    parts: parts.map(({ part }) => part),
    compression,
    previousManifestDigest,
  };
  const { digest } = await signManifest(identity, manifest);
  return { manifest, parts: parts.map(({ stored }) => stored), extract: extractOf(manifest, digest) };
}

function makePart(dataset: StandInDataset, compression: Compression, rows: readonly RowTexts[], n: number): { part: ManifestPart; stored: Buffer } {
  const bytes = Buffer.from(rows.map(encodeRow).join(''), 'utf8');
  const stored = dataset.pack?.(bytes) ?? compress(compression, bytes);
  const keyOf = keyReader(dataset);
  const [first, last] = [rows[0] ?? [], rows.at(-1) ?? []];
  const part = {
    n, firstKey: keyOf(first), lastKey: keyOf(last), rows: rows.length, bytes: bytes.length, storedBytes: stored.length, digest: sha256(bytes), storedDigest: sha256(stored),
  };
  return { part, stored };
}

const extractOf = ({ extractId, dataset, view, businessDate, revision, rows, bytes, sealedAt }: Manifest, manifestDigest: string): Extract => ({
  id: extractId, dataset, view, businessDate, revision, state: 'SEALED', reason: null, detail: null, rows, bytes, sealedAt, supersededBy: null, manifestDigest,
});

function inKeyOrder(dataset: StandInDataset, rows: readonly RowTexts[]): RowTexts[] {
  const types = dataset.key.map((name) => parseColumnType(dataset.columns.find((column) => column.name === name)?.type ?? ''));
  const keyOf = keyReader(dataset);
  return rows.toSorted((a, b) => compareKeys(types, keyOf(a), keyOf(b)));
}

function keyReader(dataset: StandInDataset): (row: RowTexts) => string[] {
  const indexes = dataset.key.map((name) => dataset.columns.findIndex((column) => column.name === name));
  return (row) => indexes.map((index) => row[index] ?? '');
}

function compress(compression: Compression, bytes: Buffer): Buffer {
  if (compression === 'none') return bytes;
  return compression === 'gzip' ? gzipSync(bytes) : zstdCompressSync(bytes);
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

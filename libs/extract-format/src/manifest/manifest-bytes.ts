import { createHash } from 'node:crypto';
import type { Manifest } from '@syncline/contract';

/**
 * The one spelling of a manifest, which is signed, served and digested: JSON without blanks, members in the order of the
 * wire contract, whatever order the object was built in.
 */
export function manifestBytes(m: Manifest): Buffer {
  return Buffer.from(JSON.stringify({
    issuer: m.issuer,
    extractId: m.extractId,
    dataset: m.dataset,
    datasetVersion: m.datasetVersion,
    view: m.view,
    fingerprint: m.fingerprint,
    businessDate: m.businessDate,
    revision: m.revision,
    sealedAt: m.sealedAt,
    columns: m.columns.map(({ name, type, nullable }) => ({ name, type, nullable })),
    key: m.key,
    rows: m.rows,
    bytes: m.bytes,
    controlTotals: m.controlTotals.map(({ name, kind, column, value }) => ({ name, kind, column, value })),
    parts: m.parts.map(({ n, firstKey, lastKey, rows, bytes, storedBytes, digest, storedDigest }) => (
      { n, firstKey, lastKey, rows, bytes, storedBytes, digest, storedDigest })),
    compression: m.compression,
    previousManifestDigest: m.previousManifestDigest,
  }), 'utf8');
}

/** Lower-case hex SHA-256 of the bytes that were signed. A manifest that was read is digested as it came, never as it was parsed. */
export const manifestDigest = (payload: Uint8Array): string => createHash('sha256').update(payload).digest('hex');

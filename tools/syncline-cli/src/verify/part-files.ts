import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Compression, ManifestPart } from '@syncline/contract';

/** As providers name their files, so that the digest of a part leads to it. */
export const PART_ENDINGS: Readonly<Record<Compression, string>> = { none: 'csv', gzip: 'csv.gz', zstd: 'csv.zst' };

const PART_NAME = /^part-(\d+)\.csv(\.gz|\.zst)?$/;

/** The name of a downloaded part: in the order of the parts also where names are sorted. */
export const partFileName = (n: number, compression: Compression): string => `part-${String(n).padStart(5, '0')}.${PART_ENDINGS[compression]}`;

/**
 * Where a part lies: below its number as `syncline download` leaves it, or below its stored digest as in a provider's
 * EXTRACTS_DIR or a copy of that. Null where it is in none of the folders.
 */
export function findPart(folders: readonly string[], part: ManifestPart, compression: Compression): string | null {
  const byDigest = `${part.storedDigest}.${PART_ENDINGS[compression]}`;
  const start = part.storedDigest.slice(0, 2);
  const names = [partFileName(part.n, compression), join('parts', start, byDigest), join(start, byDigest), byDigest];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(exists) ?? null;
}

/** Parts of a download that the manifest does not know. */
export function surplusParts(folder: string, parts: number): { readonly file: string; readonly n: number }[] {
  return readdirSync(folder).toSorted().flatMap((name) => {
    const [, digits] = PART_NAME.exec(name) ?? [];
    return digits === undefined || (Number(digits) >= 1 && Number(digits) <= parts) ? [] : [{ file: join(folder, name), n: Number(digits) }];
  });
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

import type { IncomingHttpHeaders } from 'node:http';
import type { ManifestPart } from '@syncline/contract';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';

/** What an answer to a request for a part gives: the wanted bytes, after so many that are here already. */
export interface PartAnswer {
  readonly skip: number;
}

/**
 * Reads status and headers of an answer, as a sceptic: what is not exactly the rest of this part is refused by name, before
 * a byte of it is taken.
 * @param from the first byte wanted; above 0 it was asked for with Range and If-Range
 * @returns null for a status that says "later"
 * @throws SyncFailure
 */
export function readPartAnswer(part: ManifestPart, from: number, status: number, headers: IncomingHttpHeaders): PartAnswer | null {
  if (status === 200) return whole(part, from, headers);
  if (status === 206) return rest(part, from, headers);
  if (status === 416) throw mismatch('PART_LENGTH_MISMATCH', part, `has no byte ${from} at the source; sealed were ${part.storedBytes}`);
  if (status === 408 || status === 425 || status === 429 || status >= 500) return null;
  throw new SyncFailure('SOURCE_REFUSED', `The source answered ${status} for part ${part.n}${status === 410 ? ': it no longer keeps the extract' : ''}.`);
}

/** To a request for the rest, too: a server may ignore a range, and then what is here already comes once more. */
function whole(part: ManifestPart, from: number, { etag, 'content-length': length }: IncomingHttpHeaders): PartAnswer {
  refuseOther(part, etag);
  if (length !== undefined && Number(length) !== part.storedBytes) throw mismatch('PART_LENGTH_MISMATCH', part, `has ${length} bytes at the source; sealed were ${part.storedBytes}`);
  return { skip: from };
}

function rest(part: ManifestPart, from: number, { etag, 'content-range': range = '' }: IncomingHttpHeaders): PartAnswer {
  refuseOther(part, etag);
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? [];
  if (Number(start) !== from || (total !== '*' && Number(total) !== part.storedBytes)) {
    throw mismatch('PART_LENGTH_MISMATCH', part, `came with the range ${JSON.stringify(range)}, asked for was ${from} of ${part.storedBytes}`);
  }
  return { skip: 0 };
}

function refuseOther(part: ManifestPart, etag: string | undefined): void {
  if (etag !== undefined && etag !== `"${part.storedDigest}"`) throw mismatch('PART_DIGEST_MISMATCH', part, `is ${etag} at the source, sealed was ${part.storedDigest}`);
}

const mismatch = (code: 'PART_DIGEST_MISMATCH' | 'PART_LENGTH_MISMATCH', { n }: ManifestPart, what: string): SyncFailure => new SyncFailure(code, `Part ${n} ${what}.`);

import type { Compression } from '@syncline/contract';
import { statement } from '@syncline/database';

const LOCK = 'LOCK TABLE extract_parts IN SHARE MODE NOWAIT';

/** Lets nobody name a file until the end of the transaction. Fails at once (`isLockTimeout`) where somebody is about to. */
export const lockPartNames = statement({ name: 'lock-part-names', postgres: LOCK, oracle: LOCK });

const SELECT = `
  SELECT r.stored_digest, r.compression,
         CASE WHEN EXISTS (SELECT 1 FROM extract_parts p WHERE p.stored_digest = r.stored_digest) THEN 1 ELSE 0 END AS is_named
    FROM removable_parts r ORDER BY r.stored_digest, r.compression`;

export interface RemovablePart {
  readonly storedDigest: string;
  readonly compression: Compression;
  /** Another extract names the same file: it stays. */
  readonly isNamed: boolean;
}

export const selectRemovableParts = statement<{ count: number }, RemovablePart>({
  name: 'select-removable-parts', postgres: `${SELECT} LIMIT :count`, oracle: `${SELECT} FETCH FIRST :count ROWS ONLY`,
});

/** Takes files off the list. `parts` is a JSON array of `{ storedDigest, compression }`. */
export const settleRemovableParts = statement<{ parts: string }>({
  name: 'settle-removable-parts',
  postgres: `
    DELETE FROM removable_parts WHERE (stored_digest, compression) IN
      (SELECT p."storedDigest", p.compression FROM jsonb_to_recordset(CAST(:parts AS jsonb)) AS p ("storedDigest" text, compression text))`,
  oracle: `
    DELETE FROM removable_parts WHERE (stored_digest, compression) IN
      (SELECT p.stored_digest, p.compression
         FROM JSON_TABLE(:parts, '$[*]' COLUMNS (stored_digest VARCHAR2(64) PATH '$.storedDigest', compression VARCHAR2(4) PATH '$.compression')) p)`,
});

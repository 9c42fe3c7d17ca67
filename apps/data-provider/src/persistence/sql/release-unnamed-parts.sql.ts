import { statement } from '@syncline/database';

const UNNAMED = 'NOT EXISTS (SELECT 1 FROM extract_parts e WHERE e.stored_digest = p.stored_digest)';

/**
 * Notes part files that a build has stored as removable, but for those that an extract names. `parts` is a JSON array of
 * `{ storedDigest, compression }`. Whether a file goes is decided when it is removed, under a lock.
 */
export const releaseUnnamedParts = statement<{ parts: string }>({
  name: 'release-unnamed-parts',
  postgres: `
    INSERT INTO removable_parts (stored_digest, compression)
    SELECT DISTINCT p.stored_digest, p.compression
      FROM (SELECT r."storedDigest" AS stored_digest, r.compression FROM jsonb_to_recordset(CAST(:parts AS jsonb)) AS r ("storedDigest" text, compression text)) p
     WHERE ${UNNAMED}
    ON CONFLICT (stored_digest, compression) DO NOTHING`,
  oracle: `
    MERGE INTO removable_parts r USING (
      SELECT DISTINCT p.stored_digest, p.compression
        FROM JSON_TABLE(:parts, '$[*]' COLUMNS (stored_digest VARCHAR2(64) PATH '$.storedDigest', compression VARCHAR2(4) PATH '$.compression')) p
       WHERE ${UNNAMED}) n
       ON (r.stored_digest = n.stored_digest AND r.compression = n.compression)
     WHEN NOT MATCHED THEN INSERT (stored_digest, compression) VALUES (n.stored_digest, n.compression)`,
});

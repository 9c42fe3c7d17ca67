import type { Compression } from '@syncline/contract';
import { statement } from '@syncline/database';
import { earlier, NOW } from './clock.ts';

/** How long extracts are kept, in days, parts of days included; null: for ever. */
export interface KeptFor {
  readonly keepDays: number | null;
  readonly keepSupersededDays: number | null;
}

export interface ExpirableExtract {
  readonly id: string;
  readonly dataset: string;
  readonly viewName: string;
  readonly businessDate: string;
  readonly revision: number;
  readonly compression: Compression;
}

/**
 * Never the newest date of a view, however old it is: a provider that nobody closes any more must not become empty.
 * `s` is the revision that superseded it; since that was sealed it has been of no use to who asks anew.
 */
const expirable = (kept: string, supersededKept: string): string => `
  SELECT e.id, e.dataset, e.view_name, e.business_date, e.revision, e.compression
    FROM extracts e LEFT JOIN extracts s ON s.id = e.superseded_by
   WHERE e.expired_at IS NULL AND e.state IN ('SEALED', 'SUPERSEDED')
     AND (e.sealed_at < ${kept} OR (e.state = 'SUPERSEDED' AND s.sealed_at < ${supersededKept}))
     AND (e.state = 'SUPERSEDED' OR e.business_date <
          (SELECT MAX(n.business_date) FROM extracts n WHERE n.dataset = e.dataset AND n.view_name = e.view_name AND n.state = 'SEALED'))
   ORDER BY e.id`;

/** What the rule of retention no longer keeps, oldest first. */
export const selectExpirable = statement<KeptFor & { count: number }, ExpirableExtract>({
  name: 'select-expirable-extracts',
  postgres: `${expirable(earlier.postgres('keepDays'), earlier.postgres('keepSupersededDays'))} LIMIT :count`,
  oracle: `${expirable(earlier.oracle('keepDays'), earlier.oracle('keepSupersededDays'))} FETCH FIRST :count ROWS ONLY`,
});

const expire = (now: string): string => `UPDATE extracts SET expired_at = ${now} WHERE id = :id AND expired_at IS NULL AND state IN ('SEALED', 'SUPERSEDED')`;

/** 0: another instance did it. */
export const expireExtract = statement<{ id: string }>({ name: 'expire-extract', postgres: expire(NOW.postgres), oracle: expire(NOW.oracle) });

const PARTS = 'SELECT DISTINCT stored_digest, CAST(:compression AS varchar(4)) AS compression FROM extract_parts WHERE extract_id = :id';
const FORGET = ['DELETE FROM extract_parts WHERE extract_id = :id', 'DELETE FROM manifests WHERE extract_id = :id'];

/** Takes the manifest and the names of its files from an extract that this transaction has expired, and notes the files as removable. */
export const releaseParts = statement<{ id: string; compression: string }>({
  name: 'release-parts',
  postgres: [`INSERT INTO removable_parts (stored_digest, compression) ${PARTS} ON CONFLICT (stored_digest, compression) DO NOTHING`, ...FORGET],
  oracle: [
    `MERGE INTO removable_parts r USING (${PARTS.replace('varchar(4)', 'VARCHAR2(4)')}) p ON (r.stored_digest = p.stored_digest AND r.compression = p.compression)
      WHEN NOT MATCHED THEN INSERT (stored_digest, compression) VALUES (p.stored_digest, p.compression)`,
    ...FORGET,
  ],
});

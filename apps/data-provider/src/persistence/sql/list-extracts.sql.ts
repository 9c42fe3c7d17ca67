import type { ExtractState } from '@syncline/contract';
import { statement } from '@syncline/database';

export interface ExtractRow {
  readonly id: string;
  readonly dataset: string;
  readonly viewName: string;
  readonly businessDate: string;
  readonly revision: number;
  readonly state: ExtractState;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly rowCount: number | null;
  readonly byteCount: number | null;
  readonly sealedAt: Date | null;
  readonly supersededBy: string | null;
  readonly manifestDigest: string | null;
}

const COLUMNS = `e.id, e.dataset, e.view_name, e.business_date, e.revision, e.state, e.reason, e.detail, e.row_count, e.byte_count,
                 e.sealed_at, e.superseded_by, e.manifest_digest`;

/**
 * Extracts that are kept, newest first, of the views that the client sees. `visible` is a JSON array of `{ dataset, view }`.
 * Ids are UUIDv7, so their order is the order in which they were made.
 */
export const listExtracts = statement<
  { visible: string; dataset: string | null; businessDate: string | null; before: string | null; limit: number }, ExtractRow
>({
  name: 'list-extracts',
  postgres: `
    SELECT ${COLUMNS} FROM extracts e
      JOIN jsonb_to_recordset(CAST(:visible AS jsonb)) AS v (dataset text, "view" text) ON v.dataset = e.dataset AND v."view" = e.view_name
     WHERE e.expired_at IS NULL AND (CAST(:dataset AS text) IS NULL OR e.dataset = :dataset)
       AND (CAST(:businessDate AS text) IS NULL OR e.business_date = :businessDate)
       AND (CAST(:before AS uuid) IS NULL OR e.id < CAST(:before AS uuid))
     ORDER BY e.id DESC LIMIT :limit`,
  oracle: `
    SELECT ${COLUMNS} FROM extracts e
      JOIN JSON_TABLE(:visible, '$[*]' COLUMNS (dataset VARCHAR2(63) PATH '$.dataset', view_name VARCHAR2(63) PATH '$.view')) v
        ON v.dataset = e.dataset AND v.view_name = e.view_name
     WHERE e.expired_at IS NULL AND (:dataset IS NULL OR e.dataset = :dataset)
       AND (:businessDate IS NULL OR e.business_date = :businessDate)
       AND (:before IS NULL OR e.id < :before)
     ORDER BY e.id DESC FETCH FIRST :limit ROWS ONLY`,
});

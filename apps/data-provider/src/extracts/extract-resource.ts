import type { Extract } from '@syncline/contract';
import type { ExtractRow } from '../persistence/sql/list-extracts.sql.ts';

/** An extract as the wire shows it. */
export const extractResource = (row: ExtractRow): Extract => ({
  id: row.id,
  dataset: row.dataset,
  view: row.viewName,
  businessDate: row.businessDate,
  revision: row.revision,
  state: row.state,
  reason: row.reason,
  detail: row.detail,
  rows: row.rowCount,
  bytes: row.byteCount,
  sealedAt: row.sealedAt?.toISOString() ?? null,
  supersededBy: row.supersededBy,
  manifestDigest: row.manifestDigest,
});

import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  fileName: string;
  businessDate: string;
  revision: number;
  extractId: string;
  fingerprint: string;
  manifestDigest: string;
  manifestJwsJson: string;
  acceptedJson: string | null;
  rowTotal: number;
  fileSyncId: string;
}

const move = (now: string): string => `
    UPDATE publication
    SET business_date = :businessDate, revision = :revision, extract_id = :extractId, fingerprint = :fingerprint,
        manifest_digest = :manifestDigest, manifest_jws_json = :manifestJwsJson, accepted_json = :acceptedJson, row_total = :rowTotal,
        file_sync_id = :fileSyncId, published_at = ${now}
    WHERE file_name = :fileName`;

/** Says what the table holds from the commit on. */
export const movePublication: Statement<Binds> = { name: 'move-publication', postgres: move(NOW.postgres), oracle: move(NOW.oracle) };

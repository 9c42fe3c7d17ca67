import type { Statement } from '@syncline/database';

interface Binds {
  id: string;
  token: string;
  extractId: string;
  revision: number;
  manifestJwsJson: string;
  manifestDigest: string;
  rowsExpected: number;
  partsTotal: number;
}

const text = `
    UPDATE file_sync
    SET extract_id = :extractId, revision = :revision, manifest_jws_json = :manifestJwsJson,
        manifest_digest = :manifestDigest, rows_expected = :rowsExpected, parts_total = :partsTotal
    WHERE id = :id AND lease_token = :token AND state IN ('EXTRACTING', 'LOADING')`;

/**
 * Keeps the verified manifest with the file sync: whoever goes on later loads the same extract, and one that is refused
 * before a row is loaded says which extract that was.
 */
export const keepExtract: Statement<Binds> = { name: 'keep-extract', postgres: text, oracle: text };

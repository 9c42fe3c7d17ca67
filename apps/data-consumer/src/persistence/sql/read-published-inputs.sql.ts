import type { Statement } from '@syncline/database';
import type { Accepted } from '../../proving/domain/expectation.ts';

export interface PublishedInputRow {
  fileName: string;
  targetTable: string;
  businessDate: string | null;
  revision: number | null;
  extractId: string | null;
  manifestDigest: string | null;
  manifestJwsJson: string | null;
  acceptedJson: Accepted | null;
  rowTotal: number | null;
}

const select = (rowTotal: string, names: string): string => `
    SELECT p.file_name, p.target_table, p.business_date, p.revision, p.extract_id, p.manifest_digest, p.manifest_jws_json, p.accepted_json, ${rowTotal} AS row_total
    FROM publication p WHERE p.file_name IN (${names})`;

/** What is published of the files that a query reads, in the snapshot in which it reads them. */
export const readPublishedInputs: Statement<{ fileNames: string }, PublishedInputRow> = {
  name: 'read-published-inputs',
  postgres: select('CAST(p.row_total AS bigint)', 'SELECT jsonb_array_elements_text(CAST(:fileNames AS jsonb))'),
  oracle: select('p.row_total', `SELECT t.name FROM JSON_TABLE(:fileNames, '$[*]' COLUMNS (name VARCHAR2(63) PATH '$')) t`),
};

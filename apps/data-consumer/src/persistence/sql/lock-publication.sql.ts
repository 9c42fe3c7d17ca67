import type { Statement } from '@syncline/database';
import type { Accepted } from '../../proving/domain/expectation.ts';

export interface PublicationRow {
  targetTable: string;
  businessDate: string | null;
  revision: number | null;
  extractId: string | null;
  fingerprint: string | null;
  manifestDigest: string | null;
  manifestJwsJson: string | null;
  acceptedJson: Accepted | null;
  /** Of the sync that published it. */
  fileSyncId: string | null;
}

const SELECT = `SELECT target_table, business_date, revision, extract_id, fingerprint, manifest_digest, manifest_jws_json, accepted_json, file_sync_id
    FROM publication WHERE file_name = :fileName`;

/** Held through the publishing transaction: a table is published by one at a time, and what was checked stays true. */
export const lockPublication: Statement<{ fileName: string }, PublicationRow> = {
  name: 'lock-publication', postgres: `${SELECT} FOR UPDATE`, oracle: `${SELECT} FOR UPDATE`,
};

export const readPublication: Statement<{ fileName: string }, PublicationRow> = {
  name: 'read-publication', postgres: SELECT, oracle: SELECT,
};

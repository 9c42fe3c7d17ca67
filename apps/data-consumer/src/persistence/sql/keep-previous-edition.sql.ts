import type { Statement } from '@syncline/database';
import type { Accepted } from '../../proving/domain/expectation.ts';
import type { WayBack } from '../../publishing/way-back.ts';

export interface PreviousEditionRow {
  wayBack: WayBack;
  businessDate: string;
  revision: number;
  manifestJwsJson: string;
  acceptedJson: Accepted | null;
}

const EDITION = 'business_date, revision, extract_id, fingerprint, manifest_digest, manifest_jws_json, accepted_json, row_total, file_sync_id, published_at';
const forget = 'DELETE FROM previous_edition WHERE file_name = :fileName';
const keep = `INSERT INTO previous_edition (file_name, way_back, ${EDITION}) SELECT file_name, :wayBack, ${EDITION} FROM publication WHERE file_name = :fileName`;
const read = 'SELECT way_back, business_date, revision, manifest_jws_json, accepted_json FROM previous_edition WHERE file_name = :fileName';
const restore = `UPDATE publication
    SET (${EDITION}) = (SELECT ${EDITION} FROM previous_edition p WHERE p.file_name = publication.file_name)
    WHERE file_name = :fileName`;

/** What is published becomes the edition before. The publication's row is locked. */
export const keepPreviousEdition: Statement<{ fileName: string; wayBack: WayBack }> = {
  name: 'keep-previous-edition', postgres: [forget, keep], oracle: [forget, keep],
};

export const forgetPreviousEdition: Statement<{ fileName: string }> = { name: 'forget-previous-edition', postgres: forget, oracle: forget };

export const readPreviousEdition: Statement<{ fileName: string }, PreviousEditionRow> = { name: 'read-previous-edition', postgres: read, oracle: read };

/** The edition before is published again, as it was then. */
export const restorePreviousEdition: Statement<{ fileName: string }> = { name: 'restore-previous-edition', postgres: restore, oracle: restore };

import type { Statement } from '@syncline/database';

interface Binds {
  fileName: string;
  fileSyncId: string;
  rowsTaken: number;
  rowTotal: number;
  acceptedJson: string | null;
  checksJson: string;
}

const publication = 'UPDATE publication SET accepted_json = :acceptedJson, row_total = :rowTotal WHERE file_name = :fileName AND file_sync_id = :fileSyncId';

const sync = `
    UPDATE file_sync
    SET rows_loaded = :rowTotal, rows_rejected = rows_rejected - :rowsTaken, inserted = inserted + :rowsTaken, checks_json = :checksJson
    WHERE id = :fileSyncId`;

/** Rows that were rejected are published now: counts and proof of the file sync are those of what is served. */
export const settleReplay: Statement<Binds> = { name: 'settle-replay', postgres: [publication, sync], oracle: [publication, sync] };

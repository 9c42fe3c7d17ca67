import type { Statement } from '@syncline/database';
import { LEDGER } from './ledger-figures.ts';

const text = `
    UPDATE file_sync
    SET rows_seen = :rowsSeen, bytes_seen = :bytesSeen,
        parts_loaded = ${LEDGER.partsLoaded}, rows_rejected = ${LEDGER.rowsRejected}, rows_loaded = ${LEDGER.rowsLoaded}
    WHERE id = :id AND lease_token = :token AND ended_at IS NULL`;

/** How far a thread has come. What counts is taken from the ledger; the thread's own figures only move the progress bar. */
export const noteProgress: Statement<{ id: string; token: string; rowsSeen: number; bytesSeen: number }> = {
  name: 'note-progress', postgres: text, oracle: text,
};

import type { Statement } from '@syncline/database';

const text = `
    UPDATE file_sync
    SET rows_seen = :rowsSeen, bytes_seen = :bytesSeen,
        parts_loaded = (SELECT count(*) FROM part_ledger p WHERE p.file_name = file_sync.file_name AND p.extract_id = file_sync.extract_id),
        rows_rejected = (SELECT COALESCE(sum(p.rows_rejected), 0) FROM part_ledger p WHERE p.file_name = file_sync.file_name AND p.extract_id = file_sync.extract_id),
        rows_loaded = (SELECT COALESCE(sum(p.rows_loaded), 0) FROM part_ledger p WHERE p.file_name = file_sync.file_name AND p.extract_id = file_sync.extract_id)
    WHERE id = :id AND lease_token = :token AND ended_at IS NULL`;

/** How far a thread has come. What counts is taken from the ledger; the thread's own figures only move the progress bar. */
export const noteProgress: Statement<{ id: string; token: string; rowsSeen: number; bytesSeen: number }> = {
  name: 'note-progress', postgres: text, oracle: text,
};

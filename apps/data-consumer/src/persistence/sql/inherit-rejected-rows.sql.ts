import type { Statement } from '@syncline/database';

const forget = `
    DELETE FROM rejected_row
    WHERE file_sync_id = :fileSyncId
      AND part_number NOT IN (SELECT l.part_number FROM part_ledger l WHERE l.file_name = :fileName AND l.extract_id = :extractId)`;

const inherit = `
    INSERT INTO rejected_row (file_sync_id, part_number, line_number, raw_json, column_name, refusal)
    SELECT :fileSyncId, r.part_number, r.line_number, r.raw_json, r.column_name, r.refusal
    FROM part_ledger l JOIN rejected_row r ON r.file_sync_id = l.file_sync_id AND r.part_number = l.part_number
    WHERE l.file_name = :fileName AND l.extract_id = :extractId AND l.file_sync_id <> :fileSyncId
      AND NOT EXISTS (SELECT 1 FROM rejected_row m WHERE m.file_sync_id = :fileSyncId AND m.part_number = l.part_number)`;

const typed = (text: string): string => text.replaceAll(':fileSyncId', 'CAST(:fileSyncId AS uuid)').replaceAll(':extractId', 'CAST(:extractId AS uuid)');

/**
 * When staging is ready: the rejected rows of a file sync are those of the parts in its ledger. Rows of parts that are not
 * (any more) in staging go, since these parts are loaded again; rows of parts that an earlier attempt loaded are its own too.
 */
export const inheritRejectedRows: Statement<{ fileSyncId: string; fileName: string; extractId: string }> = {
  name: 'inherit-rejected-rows',
  postgres: [typed(forget), typed(inherit)],
  oracle: [forget, inherit],
};

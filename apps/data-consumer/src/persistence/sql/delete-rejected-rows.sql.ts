import type { Statement } from '@syncline/database';

/** Rows that are rejected no more. @param rowsJson a list of `{ part, line }` */
export const deleteRejectedRows: Statement<{ fileSyncId: string; rowsJson: string }> = {
  name: 'delete-rejected-rows',
  postgres: `
    DELETE FROM rejected_row
    WHERE file_sync_id = CAST(:fileSyncId AS uuid)
      AND (part_number, line_number) IN (SELECT part, line FROM json_to_recordset(CAST(:rowsJson AS json)) AS x (part integer, line integer))`,
  oracle: `
    DELETE FROM rejected_row
    WHERE file_sync_id = :fileSyncId
      AND (part_number, line_number) IN (
        SELECT t.part_number, t.line_number
        FROM JSON_TABLE(:rowsJson, '$[*]' COLUMNS (part_number NUMBER PATH '$.part', line_number NUMBER PATH '$.line')) t)`,
};

import type { Statement } from '@syncline/database';

/** One rejected row as it travels in the list. */
export interface RejectedRowBind {
  readonly part: number;
  readonly line: number;
  /** `JSON.stringify` of the row: U+0000 and all, it is plain text. */
  readonly rawJson: string;
  readonly column: string | null;
  readonly reason: string;
}

const insert = (rows: string): string => `
    INSERT INTO rejected_row (file_sync_id, part_number, line_number, raw_json, column_name, refusal)
    SELECT :fileSyncId, r.part_number, r.line_number, r.raw_json, r.column_name, r.refusal FROM ${rows}`;

/** In the transaction of their part. @param rowsJson a list of `RejectedRowBind` */
export const insertRejectedRows: Statement<{ fileSyncId: string; rowsJson: string }> = {
  name: 'insert-rejected-rows',
  postgres: insert(`(
      SELECT part AS part_number, line AS line_number, "rawJson" AS raw_json, "column" AS column_name, reason AS refusal
      FROM json_to_recordset(CAST(:rowsJson AS json)) AS x (part integer, line integer, "rawJson" text, "column" text, reason text)) r`)
    .replace(':fileSyncId', 'CAST(:fileSyncId AS uuid)'),
  oracle: insert(`JSON_TABLE(:rowsJson, '$[*]' COLUMNS (
      part_number NUMBER PATH '$.part', line_number NUMBER PATH '$.line', raw_json CLOB PATH '$.rawJson',
      column_name VARCHAR2(63) PATH '$.column', refusal VARCHAR2(2000) PATH '$.reason')) r`),
};

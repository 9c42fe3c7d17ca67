import type { Statement } from '@syncline/database';

interface Binds {
  fileSyncId: string;
  afterPart: number;
  afterLine: number;
  limit: number;
}

export interface RejectedRowRow {
  partNumber: number;
  lineNumber: number;
  rawJson: string;
  columnName: string | null;
  refusal: string;
}

const COLUMNS = 'part_number, line_number, raw_json, column_name, refusal';

/** A page in the order of part and line; 0 and 0 begin. */
export const listRejectedRows: Statement<Binds, RejectedRowRow> = {
  name: 'list-rejected-rows',
  postgres: `
    SELECT ${COLUMNS} FROM rejected_row
    WHERE file_sync_id = :fileSyncId AND (part_number, line_number) > (CAST(:afterPart AS integer), CAST(:afterLine AS integer))
    ORDER BY part_number, line_number
    LIMIT :limit`,
  oracle: `
    SELECT ${COLUMNS} FROM rejected_row
    WHERE file_sync_id = :fileSyncId AND (part_number > :afterPart OR (part_number = :afterPart AND line_number > :afterLine))
    ORDER BY part_number, line_number
    FETCH FIRST :limit ROWS ONLY`,
};

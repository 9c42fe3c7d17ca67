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
  /** Rows there would be, had they been shorter. */
  pageRows: number;
}

const COLUMNS = 'part_number, line_number, raw_json, column_name, refusal';

/** A row may be 16 MiB long: a page that is as long as this is given no further one. */
const LONGEST_PAGE = 4 * 1024 * 1024;

const cut = (page: string, length: string): string => `
    SELECT ${COLUMNS}, page_rows FROM (
      SELECT ${COLUMNS}, count(*) OVER () AS page_rows, sum(${length}) OVER (ORDER BY part_number, line_number) - ${length} AS length_before
      FROM (${page}) page) measured
    WHERE length_before < ${LONGEST_PAGE}
    ORDER BY part_number, line_number`;

/** A page in the order of part and line; 0 and 0 begin. It is short where rows are long, and never empty but at the end. */
export const listRejectedRows: Statement<Binds, RejectedRowRow> = {
  name: 'list-rejected-rows',
  postgres: cut(`
        SELECT ${COLUMNS} FROM rejected_row
        WHERE file_sync_id = :fileSyncId AND (part_number, line_number) > (CAST(:afterPart AS integer), CAST(:afterLine AS integer))
        ORDER BY part_number, line_number
        LIMIT :limit`, 'octet_length(raw_json)'),
  oracle: cut(`
        SELECT ${COLUMNS} FROM rejected_row
        WHERE file_sync_id = :fileSyncId AND (part_number > :afterPart OR (part_number = :afterPart AND line_number > :afterLine))
        ORDER BY part_number, line_number
        FETCH FIRST :limit ROWS ONLY`, 'length(raw_json)'),
};

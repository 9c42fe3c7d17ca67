import type { Statement } from '@syncline/database';

const read = 'SELECT line_number FROM rejected_row WHERE file_sync_id = :fileSyncId AND part_number = :partNumber';

/** Which rows of a part are not expected in the target. */
export const readRejectedLines: Statement<{ fileSyncId: string; partNumber: number }, { lineNumber: number }> = {
  name: 'read-rejected-lines', postgres: read, oracle: read,
};

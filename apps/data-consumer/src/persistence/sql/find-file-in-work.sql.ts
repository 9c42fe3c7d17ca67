import type { Statement } from '@syncline/database';

const SELECT = `SELECT id FROM file_sync WHERE working_file = :fileName`;

/** The one sync that works on a file, if there is one. */
export const findFileInWork: Statement<{ fileName: string }, { id: string }> = {
  name: 'find-file-in-work', postgres: SELECT, oracle: SELECT,
};

import type { Statement } from '@syncline/database';
import { OUTPUT_RUN_COLUMNS, type OutputRunRow } from './read-job-output.sql.ts';

const select = (first: string): string => `SELECT ${OUTPUT_RUN_COLUMNS} FROM output_run o WHERE o.output_name = :outputName ORDER BY o.id DESC ${first}`;

/** The newest run of an output: ids are UUIDv7, whose order is that of their making. */
export const readLastOutputRun: Statement<{ outputName: string }, OutputRunRow> = {
  name: 'read-last-output-run', postgres: select('LIMIT 1'), oracle: select('FETCH FIRST 1 ROWS ONLY'),
};

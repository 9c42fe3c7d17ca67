import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  outputName: string;
  outputVersion: number;
  fingerprint: string;
}

const lock = 'SELECT fingerprint FROM output_table WHERE output_name = :outputName AND output_version = :outputVersion FOR UPDATE';

/** Notes the shape of a version's rows if that is its first run, and holds the row: one at a time makes or fills the table. */
export const lockOutputTable: Statement<Binds, { fingerprint: string }> = {
  name: 'lock-output-table',
  postgres: [
    `INSERT INTO output_table (output_name, output_version, fingerprint, created_at)
    VALUES (:outputName, :outputVersion, :fingerprint, ${NOW.postgres}) ON CONFLICT (output_name, output_version) DO NOTHING`,
    lock,
  ],
  oracle: [
    `MERGE INTO output_table t
    USING (SELECT :outputName AS output_name, :outputVersion AS output_version FROM dual) n
    ON (t.output_name = n.output_name AND t.output_version = n.output_version)
    WHEN NOT MATCHED THEN INSERT (output_name, output_version, fingerprint, created_at)
    VALUES (:outputName, :outputVersion, :fingerprint, ${NOW.oracle})`,
    lock,
  ],
};

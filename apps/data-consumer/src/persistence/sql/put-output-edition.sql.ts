import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  outputName: string;
  businessDate: string;
  outputVersion: number;
  shapeJson: string;
  inputsJson: string;
  checksJson: string;
  rowTotal: number;
  digest: string;
  outputRunId: string;
  runId: string;
}

/** Says what is stored for a business date from the commit on, in place of what was stored before. */
export const putOutputEdition: Statement<Binds> = {
  name: 'put-output-edition',
  postgres: `
    INSERT INTO output_edition (output_name, business_date, output_version, shape_json, inputs_json, checks_json, row_total, digest, output_run_id, run_id, computed_at)
    VALUES (:outputName, :businessDate, :outputVersion, :shapeJson, :inputsJson, :checksJson, :rowTotal, :digest, :outputRunId, :runId, ${NOW.postgres})
    ON CONFLICT (output_name, business_date) DO UPDATE
    SET output_version = excluded.output_version, shape_json = excluded.shape_json, inputs_json = excluded.inputs_json,
        checks_json = excluded.checks_json, row_total = excluded.row_total, digest = excluded.digest,
        output_run_id = excluded.output_run_id, run_id = excluded.run_id, computed_at = excluded.computed_at`,
  oracle: `
    MERGE INTO output_edition e
    USING (SELECT :outputName AS output_name, :businessDate AS business_date FROM dual) n
    ON (e.output_name = n.output_name AND e.business_date = n.business_date)
    WHEN MATCHED THEN UPDATE
    SET e.output_version = :outputVersion, e.shape_json = :shapeJson, e.inputs_json = :inputsJson, e.checks_json = :checksJson,
        e.row_total = :rowTotal, e.digest = :digest, e.output_run_id = :outputRunId, e.run_id = :runId, e.computed_at = ${NOW.oracle}
    WHEN NOT MATCHED THEN INSERT (output_name, business_date, output_version, shape_json, inputs_json, checks_json, row_total, digest, output_run_id, run_id, computed_at)
    VALUES (:outputName, :businessDate, :outputVersion, :shapeJson, :inputsJson, :checksJson, :rowTotal, :digest, :outputRunId, :runId, ${NOW.oracle})`,
};

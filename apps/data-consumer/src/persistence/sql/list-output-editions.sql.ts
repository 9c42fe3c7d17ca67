import type { OutputInput } from '@syncline/contract';
import type { Statement } from '@syncline/database';
import type { OutputShape } from '../../outputs/definitions/output-definition.ts';
import type { Check } from '../../proving/domain/check.ts';

export interface OutputEditionRow {
  outputName: string;
  businessDate: string;
  outputVersion: number;
  shapeJson: OutputShape;
  inputsJson: OutputInput[];
  checksJson: Check[];
  rowTotal: number;
  digest: string;
  outputRunId: string;
  runId: string;
  computedAt: Date;
}

const select = (rowTotal: string): string => `
    SELECT output_name, business_date, output_version, shape_json, inputs_json, checks_json, ${rowTotal} AS row_total, digest, output_run_id, run_id, computed_at
    FROM output_edition`;

/** What is stored of an output, newest business date first; null: of any date. */
export const listOutputEditions: Statement<{ outputName: string; businessDate: string | null; limit: number }, OutputEditionRow> = {
  name: 'list-output-editions',
  postgres: `${select('CAST(row_total AS bigint)')}
    WHERE output_name = :outputName AND (CAST(:businessDate AS varchar) IS NULL OR business_date = :businessDate)
    ORDER BY business_date DESC
    LIMIT :limit`,
  oracle: `${select('row_total')}
    WHERE output_name = :outputName AND (:businessDate IS NULL OR business_date = :businessDate)
    ORDER BY business_date DESC
    FETCH FIRST :limit ROWS ONLY`,
};

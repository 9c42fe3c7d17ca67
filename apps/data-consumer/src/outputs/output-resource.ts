import type { Output, OutputEdition, OutputRun } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import type { OutputEditionRow } from '../persistence/sql/list-output-editions.sql.ts';
import type { OutputRunRow } from '../persistence/sql/read-job-output.sql.ts';
import { tableName } from './computing/output-table.ts';
import type { OutputDefinition } from './definitions/output-definition.ts';

/** An output as the contract shows it. @param editions newest business date first */
export function outputResource(dialect: Dialect, definition: OutputDefinition, editions: readonly OutputEditionRow[], lastRun: OutputRunRow | undefined): Output {
  const { sql: _sql, ...shown } = definition;
  const [newest] = editions;
  return {
    ...shown,
    table: tableName(dialect, definition),
    businessDates: editions.map(({ businessDate }) => businessDate),
    newest: newest === undefined ? null : editionResource(newest),
    lastRun: lastRun === undefined ? null : runResource(lastRun),
  };
}

export const editionResource = (row: OutputEditionRow): OutputEdition => ({
  businessDate: row.businessDate,
  version: row.outputVersion,
  runId: row.runId,
  rowCount: row.rowTotal,
  digest: row.digest,
  inputs: row.inputsJson,
  checks: row.checksJson.map((check) => ({ file: row.outputName, ...check })),
  computedAt: row.computedAt.toISOString(),
});

const runResource = ({ runId, attempt, businessDate, state, reason, detail, startedAt, endedAt }: OutputRunRow): OutputRun => ({
  runId, attempt, businessDate, state, reason, detail, startedAt: startedAt?.toISOString() ?? null, endedAt: endedAt?.toISOString() ?? null,
});

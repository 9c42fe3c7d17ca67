import type { Manifest, OutputInput } from '@syncline/contract';
import { manifestPayload } from '@syncline/extract-format';
import type { BulkConnection } from '../../bulk/bulk-connection.ts';
import { readPublishedInputs, type PublishedInputRow } from '../../persistence/sql/read-published-inputs.sql.ts';
import { expectationOf } from '../../proving/domain/expectation.ts';
import { OutputFailed } from '../domain/output-failure.ts';
import type { ProvenTotals } from '../domain/tie-out.ts';

/** A file that a query reads, as it is published in the snapshot of the query. */
export interface ProvenInput {
  readonly input: OutputInput;
  /** Name of the published table. */
  readonly table: string;
  readonly proven: ProvenTotals;
}

/**
 * What is published of the inputs, by file and in the order given.
 * @param connection in the snapshot in which the query will run
 * @throws OutputFailed INPUT_NOT_PROVEN, naming every input that is not published for the business date
 */
export async function readInputs(connection: BulkConnection, files: readonly string[], businessDate: string): Promise<ReadonlyMap<string, ProvenInput>> {
  const rows = await connection.query(readPublishedInputs, { fileNames: JSON.stringify(files) });
  const found = new Map(rows.map((row) => [row.fileName, row]));
  const missing = files.flatMap((file) => absence(file, found.get(file), businessDate) ?? []);
  if (missing.length > 0) throw new OutputFailed('INPUT_NOT_PROVEN', `${missing.join(', ')}; the output needs ${businessDate}.`);
  return new Map(files.flatMap((file) => found.get(file) ?? []).map((row) => [row.fileName, provenInput(row)]));
}

function absence(file: string, row: PublishedInputRow | undefined, businessDate: string): string | null {
  if (row === undefined) return `there is no file ${file}`;
  if (row.businessDate === null) return `${file} is not published yet`;
  return row.businessDate === businessDate ? null : `${file} is published for ${row.businessDate}`;
}

function provenInput(row: PublishedInputRow): ProvenInput {
  const { fileName: file, targetTable: table, businessDate, revision, extractId, manifestDigest, manifestJwsJson, rowTotal } = row;
  if (businessDate === null || revision === null || extractId === null || manifestDigest === null || manifestJwsJson === null || rowTotal === null) {
    throw new Error(`the publication of ${file} is not whole`);
  }
  // Signature and shape were checked before the first row was taken; since then the text has been in our own database.
  const manifest = JSON.parse(manifestPayload(manifestJwsJson).toString('utf8')) as Manifest;
  const { totals } = expectationOf(manifest, row.acceptedJson);
  return {
    input: { file, businessDate, revision, extractId, manifestDigest },
    table,
    proven: { rows: rowTotal, totals: new Map(manifest.controlTotals.map(({ name }, index) => [name, totals[index] ?? null])) },
  };
}

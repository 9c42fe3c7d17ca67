import { createHash } from 'node:crypto';
import type { TieOut } from '@syncline/contract';
import type { BulkConnection } from '../../bulk/bulk-connection.ts';
import type { TableRef } from '../../bulk/table-sql.ts';
import { allMatched, check, type Check } from '../../proving/domain/check.ts';
import type { OutputDefinition } from '../definitions/output-definition.ts';
import { OutputFailed } from '../domain/output-failure.ts';
import { expectedTotal, isSameTotal, tieOutCheckName } from '../domain/tie-out.ts';
import type { ProvenInput } from './inputs.ts';
import { storedRows, storedTotals } from './output-table.ts';

export interface Written {
  /** How many rows the database said it took. */
  readonly written: number;
  /** Of the computed rows, in canonical form. */
  readonly digest: string;
  readonly inputs: ReadonlyMap<string, ProvenInput>;
}

/**
 * Proves the rows of a business date in the transaction that wrote them: what is stored is what was computed, and equals the
 * proven totals of its inputs.
 * @returns the checks, all of them matched
 * @throws OutputFailed RECONCILIATION_MISMATCH with every check; OUTPUT_INVALID where there is nothing to tie out to
 */
export async function proveOutput(connection: BulkConnection, output: { definition: OutputDefinition; businessDate: string; table: TableRef }, { written, digest, inputs }: Written): Promise<Check[]> {
  const { definition: { tieOuts }, businessDate, table } = output;
  const expected = tieOuts.map((tieOut) => expectedOf(tieOut, inputs));
  const readBack = createHash('sha256');
  for await (const chunk of connection.readRows(storedRows(connection.dialect, table, businessDate))) readBack.update(chunk);
  const [[counted, ...totals] = []] = await connection.texts(storedTotals(connection.dialect, table, businessDate, tieOuts));
  const checks = [
    check('rows', String(written), counted ?? '0'),
    check('digest', digest, readBack.digest('hex')),
    ...tieOuts.map((tieOut, index) => tieOutCheck(tieOut, expected[index] ?? '', totals[index] ?? 'NULL')),
  ];
  if (!allMatched(checks)) throw mismatch(checks);
  return checks;
}

/** @throws OutputFailed OUTPUT_INVALID where the input has no such total, which no configuration could have told */
function expectedOf({ equals: { file, controlTotal } }: TieOut, inputs: ReadonlyMap<string, ProvenInput>): string {
  const input = inputs.get(file);
  const total = input === undefined ? null : expectedTotal(input.proven, controlTotal);
  if (total === null) throw new OutputFailed('OUTPUT_INVALID', `The file ${file} has no control total ${controlTotal} to tie out to.`);
  return total;
}

const tieOutCheck = (tieOut: TieOut, expected: string, actual: string): Check =>
  ({ check: tieOutCheckName(tieOut), expected, actual, matched: isSameTotal(expected, actual) });

function mismatch(checks: readonly Check[]): OutputFailed {
  const wrong = checks.filter(({ matched }) => !matched).map(({ check: name, expected, actual }) => `${name}: ${expected} was expected, ${actual} is stored`);
  return new OutputFailed('RECONCILIATION_MISMATCH', `The output does not tie out. ${wrong.join('; ')}. What was stored before stays.`, { checks });
}


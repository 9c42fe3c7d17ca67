import { codesOf } from '@syncline/database/statements';
import { withoutValues } from '../../bulk/refusal.ts';
import { OutputFailed } from '../domain/output-failure.ts';
import { refusedColumn } from './query-sql.ts';

/** SQLSTATE of a statement that was stopped because it took too long. */
const TOO_LONG = '57014';
/** What a query's author can mend: SQLSTATE classes of wrong data, wrong statements, broken constraints and attempts to write. */
const AUTHORS = /^(0A|21|22|23|25|2F|42|54|P0)[0-9A-Z]{3}$/;
/** The same of Oracle; those of a lost connection are left out. */
const AUTHORS_ORACLE = /^ORA-(0000[1-9]|0[09]\d{3}|01[2-9]\d{2}|0[246]\d{3}|3\d{4}|40\d{3})$/;
const UNIQUE = ['23505', 'ORA-00001'];

/** What a database said about a query, or about its rows, as a failure of the output; anything else as it came. */
export function refusalOf(error: unknown, { timeLimitMs }: { readonly timeLimitMs: number }): unknown {
  if (!(error instanceof Error) || error instanceof OutputFailed) return error;
  const codes = codesOf(error);
  if (codes.includes(TOO_LONG)) return timedOut(timeLimitMs, error);
  const column = refusedColumn(error.message);
  if (column !== null) return invalid(`A value in ${column} is not one that the column's type can hold exactly.`, error);
  if (codes.some((code) => UNIQUE.includes(code))) return invalid(`A key is there twice: ${withoutValues(error.message)}.`, error);
  if (codes.some((code) => AUTHORS.test(code) || AUTHORS_ORACLE.test(code))) return invalid(`The database refuses the query: ${withoutValues(error.message)}.`, error);
  return error;
}

export const timedOut = (timeLimitMs: number, cause?: unknown): OutputFailed =>
  new OutputFailed('OUTPUT_TIMED_OUT', `The output took longer than ${timeLimitMs / 1000} s.`, { cause });

const invalid = (detail: string, cause: unknown): OutputFailed => new OutputFailed('OUTPUT_INVALID', detail, { cause });

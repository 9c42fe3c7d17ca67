import { lockAgainstWriters, createTarget, type TableRef } from '../src/bulk/table-sql.ts';
import { deleteDate, outputTable, storedRows, storedTotals } from '../src/outputs/computing/output-table.ts';
import { computedRows, queryText } from '../src/outputs/computing/query-sql.ts';

/** SQL that is made from an output, as it would be with the columns given. */
export function outputTexts(columns: TableRef['columns'], key: readonly string[]): Record<string, string> {
  const shape = { columns, key };
  const table = outputTable('oracle', { name: 'cities-by-country', version: 3, ...shape });
  const sql = `SELECT c.*, {{businessDate}} AS today FROM {{cities}} c WHERE c.day <= {{businessDate}}`;
  const query = queryText('oracle', { sql }, '2026-08-04', (file) => file);
  const kinds = new Map([['SEEN', 'local-timestamp' as const]]);
  return {
    'output: create table': createTarget('oracle', table),
    'output: lock table': lockAgainstWriters('oracle', table.sqlName),
    'output: compute': computedRows('oracle', { shape, query, kinds, businessDate: '2026-08-04', maxRows: 1000 }).sql,
    'output: delete a date': deleteDate('oracle', table, '2026-08-04'),
    'output: read a date': storedRows('oracle', table, '2026-08-04').sql,
    'output: totals': storedTotals('oracle', table, '2026-08-04', [{ kind: 'sum', column: 'price' }, { kind: 'max', column: 'seen' }, { kind: 'countDistinct', column: 'name' }]),
  };
}

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
  const [first] = key;
  // Column by column: the grammar takes its time for long statements.
  const compute = columns.filter(({ name }) => name !== first).map((column) => {
    const pair = { columns: [...columns.filter(({ name }) => name === first), column], key: key.slice(0, 1) };
    return [`output: compute ${column.type}`, computedRows('oracle', { shape: pair, query, kinds, businessDate: '2026-08-04', maxRows: 1000 }).sql];
  });
  return {
    'output: create table': createTarget('oracle', table),
    'output: lock table': lockAgainstWriters('oracle', table.sqlName),
    ...Object.fromEntries(compute),
    'output: delete a date': deleteDate('oracle', table, '2026-08-04'),
    'output: read a date': storedRows('oracle', table, '2026-08-04').sql,
    'output: totals': storedTotals('oracle', table, '2026-08-04', [{ kind: 'sum', column: 'price' }, { kind: 'max', column: 'seen' }, { kind: 'countDistinct', column: 'name' }]),
  };
}

import { fileURLToPath } from 'node:url';
import { AcceptedTexts, expectStatementsParse } from '@syncline/oracle-grammar';
import {
  canonicalSelect, controlTotals, countRows, createStaging, createTarget, dropTable, lockAgainstWriters, publishedTable, stagingTable, tableExists, type TableRef,
} from '../src/bulk/table-sql.ts';
import { fillSql, mergeSql } from '../src/publishing/merge-sql.ts';

const COLUMNS = [
  { name: 'country', type: 'string(2)', nullable: false },
  { name: 'id', type: 'bigint', nullable: false },
  { name: 'name', type: 'string(80)', nullable: true },
  { name: 'price', type: 'decimal(18,4)', nullable: true },
  { name: 'isOpen', type: 'boolean', nullable: true },
  { name: 'day', type: 'date', nullable: true },
  { name: 'seen', type: 'timestamp(6)', nullable: true },
  { name: 'note', type: 'json', nullable: true },
  { name: 'story', type: 'string(9000)', nullable: true },
];
const table = (sqlName: string, columns = COLUMNS): TableRef => ({ sqlName, columns, key: ['country', 'id'] });
const target = table(publishedTable('oracle', 'cities'));
const staging = table(stagingTable('oracle', 'cities-of-old'));
const onlyKey = COLUMNS.slice(0, 2);

/** SQL that is made from a manifest, with a table of every type. */
const generated: Record<string, string> = {
  'create target': createTarget('oracle', target),
  'create staging': createStaging('oracle', staging),
  'drop staging': dropTable('oracle', staging.sqlName),
  'table exists': tableExists('oracle', target.sqlName),
  'lock target': lockAgainstWriters('oracle', target.sqlName),
  'count rows': countRows(target.sqlName),
  'fill target': fillSql('oracle', target, staging),
  delete: mergeSql('oracle', target, staging).delete,
  update: mergeSql('oracle', target, staging).update ?? '',
  insert: mergeSql('oracle', target, staging).insert,
  'read back a range': canonicalSelect('oracle', target, { after: ['GB', '1'], upTo: [`O'X`, '9'] }).sql,
  'control totals': controlTotals('oracle', target, [
    { name: 'a', kind: 'sum', column: 'price' }, { name: 'b', kind: 'min', column: 'name' }, { name: 'c', kind: 'max', column: 'seen' }, { name: 'd', kind: 'countDistinct', column: 'day' },
  ]),
};

const accepted = new AcceptedTexts(new URL('./oracle-accepted.json', import.meta.url));
afterAll(() => accepted.save());

it('every statement and migration has an Oracle text that parses', async () => {
  await expectStatementsParse(fileURLToPath(new URL('../src', import.meta.url)), accepted);
}, 300_000);

it.each(Object.entries(generated))('%s, as made for a table of every type, parses', (_name, sql) => {
  expect(accepted.problemsOf(sql)).toEqual([]);
}, 60_000);

it('has no update where every column is part of the key', () => {
  expect(mergeSql('oracle', table(target.sqlName, onlyKey), table(staging.sqlName, onlyKey)).update).toBeNull();
});

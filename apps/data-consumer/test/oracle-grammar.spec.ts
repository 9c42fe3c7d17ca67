import { fileURLToPath } from 'node:url';
import { AcceptedTexts, expectStatementsParse } from '@syncline/oracle-grammar';
import {
  addColumn, canonicalSelect, countAndTotals, countRows, createStaging, createTarget, dropTable, isReferenced, lockAgainstWriters, publishedTable, stagingTable, tableExists, wayBackTable,
  type TableRef,
} from '../src/bulk/table-sql.ts';
import { physicalColumns } from '../src/bulk/physical-columns.ts';
import {
  applyChanges, collectChanges, countChanges, countOps, createChangeSet, sampleChanges, undoChanges, type ChangeSet,
} from '../src/publishing/change-set-sql.ts';
import { copyRows, deleteAll, fill } from '../src/publishing/refill-sql.ts';
import { addPrimaryKey, isStrictSql } from '../src/loading/strict-staging.ts';
import { outputTexts } from './oracle-outputs.ts';

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
const changes: ChangeSet = { sqlName: wayBackTable('oracle', 'cities-of-old', 'CHANGES'), shape: target };
const rowsBefore = table(wayBackTable('oracle', 'cities-of-old', 'ROWS'));
const applied = applyChanges('oracle', changes, target);
const undone = undoChanges('oracle', changes, target);

/** SQL that is made from a manifest or an output, with a table of every type. */
const generated: Record<string, string> = {
  'create target': createTarget('oracle', target),
  'create staging': createStaging('oracle', staging),
  'strict staging: key': addPrimaryKey('oracle', staging),
  'strict staging: is it': isStrictSql('oracle', staging.sqlName),
  'drop staging': dropTable('oracle', staging.sqlName),
  'table exists': tableExists('oracle', target.sqlName),
  'is it referred to': isReferenced('oracle', target.sqlName),
  'lock target': lockAgainstWriters('oracle', target.sqlName),
  'count rows': countRows(target.sqlName),
  'columns of a table': physicalColumns('oracle', target.sqlName),
  'add a column': addColumn('oracle', target, { name: 'since', type: 'timestamp(3)', nullable: true }),
  'create change set': createChangeSet('oracle', changes),
  'sample changes': sampleChanges('oracle', target, staging, 0.5),
  'count changes': countChanges('oracle', target, target, staging),
  'collect changes': collectChanges('oracle', changes, target, staging),
  'count ops': countOps(changes),
  'apply: delete': applied.delete,
  'apply: update': applied.update ?? '',
  'apply: insert': applied.insert,
  'undo: delete': undone.delete,
  'undo: update': undone.update ?? '',
  'undo: insert': undone.insert,
  'keep rows': copyRows('oracle', target, rowsBefore),
  'delete all': deleteAll(target),
  'fill target': fill('oracle', target, staging),
  'read back a range': canonicalSelect('oracle', target, { after: ['GB', '1'], upTo: [`O'X`, '9'] }).sql,
  'count and control totals': countAndTotals('oracle', target, [
    { name: 'a', kind: 'sum', column: 'price' }, { name: 'b', kind: 'min', column: 'name' }, { name: 'c', kind: 'max', column: 'seen' }, { name: 'd', kind: 'countDistinct', column: 'day' },
  ]),
  ...outputTexts(COLUMNS, ['country', 'id']),
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
  const bare: ChangeSet = { sqlName: changes.sqlName, shape: { columns: onlyKey, key: ['country', 'id'] } };
  expect([applyChanges('oracle', bare, target).update, undoChanges('oracle', bare, target).update]).toEqual([null, null]);
  expect(accepted.problemsOf(collectChanges('oracle', bare, table(target.sqlName, onlyKey), table(staging.sqlName, onlyKey)))).toEqual([]);
});

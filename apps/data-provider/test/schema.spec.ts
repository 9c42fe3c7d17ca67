import { fileURLToPath } from 'node:url';
import { Database, pendingSchemaChanges } from '@syncline/database';
import { AcceptedTexts, expectStatementsParse } from '@syncline/oracle-grammar';
import { describeEngines } from '@syncline/test-kit';
import { viewOf } from '../src/catalogue/domain/dataset-view.ts';
import type { DatasetDefinition } from '../src/catalogue/domain/dataset-definition.ts';
import { pageStatement } from '../src/datasets/rows-page.ts';
import { partEndsQuery } from '../src/golden-source/part-ends.ts';
import type { SourceColumn } from '../src/golden-source/golden-source.ts';
import { SourceRows } from '../src/golden-source/source-rows.ts';
import { surveyQuery } from '../src/golden-source/survey.ts';
import { entities } from '../src/persistence/entities/index.ts';
import { migrations } from '../src/persistence/migrations/index.ts';

describeEngines('the schema of the provider', (engine) => {
  it('is what the entities say, also when two instances migrate at once', async () => {
    const fresh = await engine.freshDatabase();
    const open = (): Promise<Database> => Database.open({ url: fresh.url, entities, migrations, applicationName: 'test' });
    const [one, two] = await Promise.all([open(), open()]);
    const ran = await Promise.all([one.migrate(), two.migrate()]);
    expect(ran.flat()).toHaveLength(migrations.length);
    expect(await pendingSchemaChanges(one)).toEqual([]);
    await Promise.all([one.close(), two.close()]);
    await fresh.drop();
  });
});

const everyType: DatasetDefinition = {
  name: 'everything', version: 1, source: { relation: 'app.everything' }, key: ['country', 'id'], businessDate: 'as_of', partRows: 100, compression: 'zstd',
  columns: [
    ['country', 'string(2)'], ['id', 'bigint'], ['n', 'integer'], ['price', 'decimal(18,4)'], ['open', 'boolean'], ['day', 'date'], ['seen', 'timestamp(6)'], ['second', 'timestamp(0)'], ['note', 'json'],
  ].map(([name = '', type = '']) => ({ name, type, nullable: name !== 'country' && name !== 'id' })),
  controlTotals: [
    { name: 'a', kind: 'sum', column: 'price' }, { name: 'b', kind: 'min', column: 'country' }, { name: 'c', kind: 'max', column: 'seen' }, { name: 'd', kind: 'countDistinct', column: 'day' },
  ],
  views: { narrow: { where: 'price > 0', mask: { price: '0.0000', note: null } } },
};

/** One of a kind that no value of the contract could be held in. */
const PHYSICAL = new Map<string, SourceColumn>([
  ['seen', { kind: 'local-timestamp', digits: 9, typeName: 'TIMESTAMP' }], ['second', { kind: 'date', typeName: 'DATE' }], ['n', { kind: 'float', typeName: 'BINARY_DOUBLE' }],
  ['price', { kind: 'numeric', digits: null, typeName: 'NUMBER' }],
]);

describe('what Oracle is told', () => {
  const accepted = new AcceptedTexts(new URL('./oracle-accepted.json', import.meta.url));
  afterAll(() => accepted.save());

  it('parses, statements and migrations alike', async () => {
    const checked = await expectStatementsParse(fileURLToPath(new URL('../src', import.meta.url)), accepted);
    expect(checked.migrations).toBe(migrations.length);
  }, 300_000);

  it.each(['default', 'narrow'])('parses, for a source with every type in the view %s', async (name) => {
    const view = viewOf(everyType, name);
    if (view === undefined) throw new Error('no view');
    const rows = new SourceRows('oracle', view, PHYSICAL, '2026-08-04');
    const page = pageStatement(rows, { beginning: ['DE'], after: ['DE', '7'], limit: 10 });
    const asked = [page, surveyQuery(rows), partEndsQuery(rows, false), partEndsQuery(rows, true), rows.select(), `SELECT 1 ${rows.from(...view.columns.map((column) => rows.unrepresentable(column)))}`];
    for (const text of asked) expect({ text, problems: accepted.problemsOf(text) }).toEqual({ text, problems: [] });
  }, 120_000);
});

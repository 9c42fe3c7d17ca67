import type { DatasetDefinition } from './dataset-definition.ts';
import { judgeVersion } from './judge-version.ts';

const served: DatasetDefinition = {
  name: 'cities', version: 2, source: { relation: 'cities' }, key: ['country', 'id'], businessDate: 'as_of', partRows: 100, compression: 'zstd',
  columns: [
    { name: 'country', type: 'string(2)', nullable: false }, { name: 'id', type: 'integer', nullable: false },
    { name: 'name', type: 'string(40)', nullable: false }, { name: 'area', type: 'decimal(10,2)', nullable: true }, { name: 'seen', type: 'timestamp(3)', nullable: true },
  ],
  controlTotals: [{ name: 'area', kind: 'sum', column: 'area' }],
  views: { public: { where: 'id > 0', columns: ['country', 'id', 'name'], mask: { name: 'x' } } },
};
type Change = Partial<DatasetDefinition>;
const column = (name: string, change: { type?: string; nullable?: boolean }): Change => ({ columns: served.columns.map((each) => (each.name === name ? { ...each, ...change } : each)) });
const view = (change: object): Change => ({ views: { public: { ...served.views['public'], mask: { name: 'x' }, ...change } } });
const messages = (change: Change): string[] => judgeVersion(served, { ...served, ...change }).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a definition that follows another', () => {
  it.each<[string, Change]>([
    ['nothing', {}],
    ['the source', { source: { query: 'select * from other' } }],
    ['the name of the column that selects the rows', { businessDate: 'day' }],
    ['parts and compression', { partRows: 7, compression: 'none' }],
    ['who sees what', { access: [] }],
    ['the version', { version: 3 }],
  ])('may change %s', (_what, change) => expect(messages(change)).toEqual([]));

  it.each<[string, Change, string]>([
    ['a new column', { columns: [...served.columns, { name: 'note', type: 'json', nullable: true }] }, 'columns.5: the column note is new'],
    ['another order', { columns: [...served.columns].reverse() }, 'columns: the columns stand in another order'],
    ['a longer text', column('name', { type: 'string(41)' }), 'columns.2.type: the column name was string(40) and is string(41)'],
    ['a bigger number', column('id', { type: 'bigint' }), 'columns.1.type: the column id was integer and is bigint'],
    ['more digits on both sides', column('area', { type: 'decimal(12,4)' }), 'columns.3.type: the column area was decimal(10,2) and is decimal(12,4)'],
    ['finer instants', column('seen', { type: 'timestamp(6)' }), 'columns.4.type: the column seen was timestamp(3) and is timestamp(6)'],
    ['no NULL any more', column('area', { nullable: false }), 'columns.3.nullable: the column area may not be null any more'],
    ['no control total', { controlTotals: [] }, 'controlTotals: the control total area is dropped'],
    ['another control total', { controlTotals: [{ name: 'area', kind: 'max', column: 'area' }] }, 'controlTotals.0: the control total area was the sum of area and is the max of area'],
    ['other rows of a view', view({ where: 'id > 1' }), 'views.public.where: the view public shows other rows'],
    ['another mask', view({ mask: {} }), 'views.public.mask: the view public masks otherwise'],
    ['a wider view', view({ columns: undefined }), 'views.public.columns: the view public shows more columns'],
    ['a new view', { views: { ...served.views, other: { mask: {} } } }, 'views.other: the view other is new'],
  ])('needs a new version for %s', (_what, change, message) => {
    expect(messages(change)).toEqual([`${message}, but the version is still 2: raise it`]);
    expect(messages({ ...change, version: 3 })).toEqual([]);
  });

  it.each<[string, Change, string]>([
    ['without a column', { columns: served.columns.slice(0, 4) }, 'columns: the column seen is dropped'],
    ['with a shorter text', column('name', { type: 'string(39)' }), 'columns.2.type: the column name was string(40) and is string(39)'],
    ['with fewer digits before the point', column('area', { type: 'decimal(10,3)' }), 'columns.3.type: the column area was decimal(10,2) and is decimal(10,3)'],
    ['with coarser instants', column('seen', { type: 'timestamp(0)' }), 'columns.4.type: the column seen was timestamp(3) and is timestamp(0)'],
    ['with another kind of type', column('id', { type: 'string(10)' }), 'columns.1.type: the column id was integer and is string(10)'],
    ['with NULL where there was none', column('name', { nullable: true }), 'columns.2.nullable: the column name was never null and may be null'],
    ['with another key', { key: ['id', 'country'] }, 'key: the key was (country, id) and is (id, country)'],
    ['without a business date', { businessDate: undefined }, 'businessDate: the dataset has no business date any more'],
    ['without a view', { views: {} }, 'views: the view public is dropped'],
    ['with a narrower view', view({ columns: ['country', 'id'] }), 'views.public.columns: the view public does not show the column name any more'],
  ])('is refused %s, in any version', (_what, change, message) => {
    const refusal = `${message}, which breaks who reads version 2 of cities: offer it as a dataset of another name`;
    expect(messages(change)).toContain(refusal);
    expect(messages({ ...change, version: 3 })).toEqual([refusal]);
  });

  it('is refused when it is older, whatever it says', () => {
    expect(messages({ version: 1, key: ['id'] })).toEqual(['version: version 1 of cities is older than version 2, which has been served: this catalogue is out of date']);
  });

  it('tells all that breaks at once', () => {
    expect(messages({ version: 3, key: ['id'], views: {}, columns: served.columns.slice(0, 3) })).toHaveLength(4);
  });
});

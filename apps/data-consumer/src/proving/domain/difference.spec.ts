import { differences, type Difference, type Row } from './difference.ts';

const shape = {
  columns: [
    { name: 'id', type: 'bigint', nullable: false },
    { name: 'name', type: 'string(10)', nullable: true },
    { name: 'amount', type: 'decimal(9,2)', nullable: true },
  ],
  key: ['id'],
};

async function* rows(...list: Row[]): AsyncGenerator<Row> {
  yield* list;
}

async function all(expected: Row[], actual: Row[]): Promise<Difference[]> {
  const found: Difference[] = [];
  for await (const difference of differences(shape, rows(...expected), rows(...actual))) found.push(difference);
  return found;
}

describe('differences', () => {
  it('are none between equal rows', async () => {
    expect(await all([['1', 'a', '1.00'], ['2', null, null]], [['1', 'a', '1.00'], ['2', null, null]])).toEqual([]);
  });

  it('name a changed row with the changed columns only', async () => {
    expect(await all([['1', 'a', '1.00']], [['1', 'a', '1.01']])).toEqual([
      { kind: 'CHANGED', key: ['1'], columns: [{ name: 'amount', expected: '1.00', actual: '1.01' }] },
    ]);
  });

  it('tell NULL from the empty text', async () => {
    expect(await all([['1', '', null]], [['1', null, null]])).toEqual([
      { kind: 'CHANGED', key: ['1'], columns: [{ name: 'name', expected: '', actual: null }] },
    ]);
  });

  it('name missing and unexpected rows with all other columns, in key order by value', async () => {
    expect(await all([['2', 'b', null], ['10', 'j', null]], [['2', 'b', null], ['9', 'i', '3.00']])).toEqual([
      { kind: 'UNEXPECTED', key: ['9'], columns: [{ name: 'name', expected: null, actual: 'i' }, { name: 'amount', expected: null, actual: '3.00' }] },
      { kind: 'MISSING', key: ['10'], columns: [{ name: 'name', expected: 'j', actual: null }, { name: 'amount', expected: null, actual: null }] },
    ]);
  });

  it('go on when one side is at its end', async () => {
    expect((await all([], [['1', null, null], ['2', null, null]])).map(({ kind, key }) => [kind, ...key])).toEqual([['UNEXPECTED', '1'], ['UNEXPECTED', '2']]);
    expect((await all([['1', null, null], ['2', null, null]], [])).map(({ kind, key }) => [kind, ...key])).toEqual([['MISSING', '1'], ['MISSING', '2']]);
  });
});

import { formatTable } from './table.ts';

describe('formatTable', () => {
  it('makes columns as wide as their widest cell, numbers right, and ends no line in spaces', () => {
    expect(
      formatTable(
        [{ title: 'file', align: 'left' }, { title: 'rows', align: 'right' }, { title: 'digest', align: 'left' }],
        [['cities', '170,302', 'matched'], ['admin1-codes', '7', '']],
      ),
    ).toEqual([
      'file             rows  digest',
      'cities        170,302  matched',
      'admin1-codes        7',
    ]);
  });
});

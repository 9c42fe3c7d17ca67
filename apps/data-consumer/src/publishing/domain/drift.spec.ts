import { columnsToAdd, driftOf, type Shape } from './drift.ts';

const column = (name: string, type = 'bigint', nullable = true) => ({ name, type, nullable });
const published: Shape = { key: ['id'], columns: [column('id', 'bigint', false), column('a'), column('b', 'string(5)')] };
const [id = column('id'), a = column('a'), b = column('b')] = published.columns;

describe('schema drift', () => {
  it.each<[string, Shape, string[]]>([
    ['nothing', published, []],
    ['a dropped column', { ...published, columns: [id, b] }, ['a was dropped']],
    ['a type', { ...published, columns: [id, a, column('b', 'string(6)')] }, ['b was string(5) and is string(6)']],
    ['a NULL less', { ...published, columns: [id, column('a', 'bigint', false), b] }, ['a cannot be NULL any more']],
    ['a NULL more', { key: ['id'], columns: [column('id', 'bigint', true), a, b] }, ['id may be NULL now']],
    ['the key', { ...published, key: ['id', 'a'] }, ['the key was id and is id, a']],
    ['the order', { ...published, columns: [id, b, a] }, ['the order of columns was id, a, b and is id, b, a']],
    ['a column that may not be NULL', { ...published, columns: [...published.columns, column('c', 'date', false)] }, ['c (date) was added and cannot be NULL']],
    ['all at once', { key: ['a'], columns: [b, column('c')] }, ['id was dropped', 'a was dropped', 'the key was id and is a', 'c (bigint) was added']],
  ])('names %s, which columns alone do not mend', (_what, incoming, changes) => {
    expect(driftOf(published, incoming).changes).toEqual(changes);
    if (changes.length === 0) expect(columnsToAdd(published, incoming, 'FAIL')).toEqual([]);
    else expect(() => columnsToAdd(published, incoming, 'ADD_COLUMNS')).toThrow(expect.objectContaining({ code: 'SCHEMA_DRIFT', detail: expect.stringContaining(changes.join('; ')) }));
  });

  it('adds columns that may be NULL, wherever they stand, and only where the file allows it', () => {
    const incoming = { ...published, columns: [id, column('c'), a, b, column('d', 'date')] };
    expect(columnsToAdd(published, incoming, 'ADD_COLUMNS').map(({ name }) => name)).toEqual(['c', 'd']);
    expect(() => columnsToAdd(published, incoming, 'FAIL')).toThrow('c (bigint) was added; d (date) was added');
  });
});

import { splitBinds } from './split-binds.ts';

const binds = (sql: string): string[] => splitBinds(sql).flatMap((piece) => ('bind' in piece ? [piece.bind] : []));

describe('splitBinds', () => {
  it('keeps the text around the binds as it stands', () => {
    expect(splitBinds('SELECT :a, b FROM t WHERE c = :c_2')).toEqual([
      { text: 'SELECT ' }, { bind: 'a' }, { text: ', b FROM t WHERE c = ' }, { bind: 'c_2' },
    ]);
  });

  it.each([
    ['text', `SELECT ':no', 'it''s :no', :yes`],
    ['a quoted name', `SELECT "a:no", "a"":no", :yes`],
    ['a line comment', `SELECT 1 -- not :no, it's\n, :yes`],
    ['a block comment', `SELECT /* not :no\n' */ :yes`],
    ['a cast', `SELECT now()::date, :yes::text`],
    ['an assignment', `BEGIN x := :yes; f(a := 1); END;`],
    ['an escape string of PostgreSQL', String.raw`SELECT E'it\'s :no', :yes`],
    ['a dollar quote of PostgreSQL', `SELECT $$ :no ' $$, $t$ :no $$ $t$, :yes`],
    ['a q quote of Oracle', `SELECT q'[it's :no]', q'!:no ' ]!', :yes`],
    ['a path of JSON_TABLE', `JSON_TABLE(:yes, '$.a[*]' COLUMNS (n NUMBER PATH '$.x?(@.y == ":no")'))`],
  ])('takes no bind out of %s', (_, sql) => {
    expect(binds(sql)).toEqual(['yes']);
  });
});

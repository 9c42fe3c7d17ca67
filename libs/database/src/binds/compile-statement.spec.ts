import { statement } from '../statement.ts';
import { compileStatement, resolveBinds } from './compile-statement.ts';

const twice = statement<{ id: string; now?: Date }>({
  name: 'twice',
  postgres: 'UPDATE t SET at = :now, by = :id WHERE id = :id',
  oracle: ['UPDATE t SET by = :id WHERE at < :now', 'SELECT * FROM t WHERE id = :id'],
});

describe('compileStatement', () => {
  it('gives a name one number on PostgreSQL, however often it is used', () => {
    expect(compileStatement('postgres', twice)).toEqual([
      { sql: 'UPDATE t SET at = $1, by = $2 WHERE id = $2', binds: ['now', 'id'] },
    ]);
  });

  it('leaves the names to Oracle, and gives each text its own', () => {
    expect(compileStatement('oracle', twice)).toEqual([
      { sql: 'UPDATE t SET by = :id WHERE at < :now', binds: ['id', 'now'] },
      { sql: 'SELECT * FROM t WHERE id = :id', binds: ['id'] },
    ]);
  });
});

describe('resolveBinds', () => {
  const resolve = (binds: object): unknown => resolveBinds(twice, compileStatement('oracle', twice), binds, { now: null });

  it('gives every text the binds that it names, and supplies :now', () => {
    expect(resolve({ id: 'a' })).toEqual([{ id: 'a', now: null }, { id: 'a' }]);
  });

  it('takes a :now that is given', () => {
    const now = new Date(0);
    expect(resolve({ id: 'a', now })).toEqual([{ id: 'a', now }, { id: 'a' }]);
  });

  it.each([
    ['missing', {}, 'Statement twice was not given its bind :id'],
    ['undefined', { id: undefined }, 'Statement twice was not given its bind :id'],
    ['misspelt', { id: 'a', ID: 'a' }, 'Statement twice has no bind :ID'],
  ])('refuses a bind that is %s, by name', (_, binds, message) => {
    expect(() => resolve(binds)).toThrow(message);
  });
});

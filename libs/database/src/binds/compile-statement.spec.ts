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

  it('gives each text of Oracle its own names, none of them a reserved word', () => {
    expect(compileStatement('oracle', twice)).toEqual([
      { sql: 'UPDATE t SET by = :b_id WHERE at < :b_now', binds: ['id', 'now'] },
      { sql: 'SELECT * FROM t WHERE id = :b_id', binds: ['id'] },
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

  it('accepts a bind that only the other engine names', () => {
    const onlyOracle = statement<{ token: string }>({ name: 'x', postgres: 'SELECT 1', oracle: 'SELECT :token FROM dual' });
    expect(resolveBinds(onlyOracle, compileStatement('postgres', onlyOracle), { token: 't' }, {})).toEqual([{}]);
  });

  it.each([
    ['missing', {}, 'Statement twice was not given its bind :id'],
    ['undefined', { id: undefined }, 'Statement twice was not given its bind :id'],
    ['misspelt', { id: 'a', ID: 'a' }, 'Statement twice has no bind :ID'],
  ])('refuses a bind that is %s, by name', (_, binds, message) => {
    expect(() => resolve(binds)).toThrow(message);
  });
});

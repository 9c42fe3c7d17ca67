import { UnsupportedValue } from './bulk-connection.ts';
import { isRefusal, refusalOf, withoutValues } from './refusal.ts';

const said = (code: string, more: object = {}): Error => Object.assign(new Error('what the database said'), { code, ...more });

describe('a refusal of a row', () => {
  it.each([
    ['22001', 'VALUE_TOO_LONG'], ['22003', 'VALUE_OUT_OF_RANGE'], ['22P02', 'VALUE_UNREADABLE'], ['22007', 'VALUE_UNREADABLE'], ['22021', 'CHARACTER_UNSUPPORTED'],
    ['22P04', 'ROW_MALFORMED'], ['23502', 'VALUE_MISSING'], ['23505', 'KEY_TWICE'], ['23503', 'REFERENCE_MISSING'], ['23514', 'CHECK_VIOLATED'], ['23P01', 'CONSTRAINT_VIOLATED'],
  ])('%s is %s', (code, word) => {
    expect(isRefusal(said(code))).toBe(true);
    expect(refusalOf(said(code)).reason).toBe(`${word}: what the database said.`);
  });

  it.each(['40P01', '57P01', '53100', '42703', 'ECONNRESET', 'ORA-03113'])('%s is none', (code) => {
    expect(isRefusal(said(code))).toBe(false);
  });

  it('knows the column from where COPY was, or from the constraint', () => {
    expect(refusalOf(said('22001', { where: 'COPY towns, line 1, column name: "xx: y"' })).column).toBe('name');
    expect(refusalOf(said('23502', { column: 'id', where: 'COPY towns, line 1: ",a"' })).column).toBe('id');
    expect(refusalOf(said('23505', { where: 'COPY towns, line 1', detail: 'Key (id)=(7) already exists.' }))).toEqual({
      column: null, reason: 'KEY_TWICE: what the database said: Key (id)=(7) already exists.',
    });
  });

  it('may be the adapter\'s own', () => {
    expect(refusalOf(new UnsupportedValue('EMPTY_STRING_UNSUPPORTED: no.', 'name'))).toEqual({ column: 'name', reason: 'EMPTY_STRING_UNSUPPORTED: no.' });
  });
});

it.each([
  ['duplicate key value violates unique constraint "towns_pkey"', 'duplicate key value violates unique constraint "towns_pkey"'],
  ['invalid input syntax for type date: "3: "x" of May"', 'invalid input syntax for type date'],
  ['value "99999999999" is out of range for type integer', 'a value is out of range for type integer'],
  ['division by zero', 'division by zero'],
])('%s travels as: %s', (message, without) => expect(withoutValues(message)).toBe(without));

import { DomainError } from '@syncline/contract';
import { keyFilter } from './key-filter.ts';

const view = {
  key: ['country', 'id', 'limit'],
  columns: [{ name: 'country', type: 'string(2)', nullable: false }, { name: 'id', type: 'bigint', nullable: false }, { name: 'limit', type: 'integer', nullable: false }, { name: 'note', type: 'string(9)', nullable: true }],
};
const refusal = (query: Record<string, unknown>): unknown => {
  try {
    return keyFilter(view, query);
  } catch (error) {
    return error instanceof DomainError ? [error.code, error.errors?.map(({ pointer }) => pointer) ?? error.detail] : error;
  }
};

describe('the filter of live rows', () => {
  it.each<[Record<string, unknown>, string[]]>([
    [{}, []],
    [{ limit: 10, cursor: 'x', businessDate: '2026-08-04' }, []],
    [{ country: 'DE' }, ['DE']],
    [{ id: '7', country: '' }, ['', '7']],
  ])('%j is %j', (query, expected) => expect(keyFilter(view, query)).toEqual(expected));

  it.each<[Record<string, unknown>, string, unknown]>([
    [{ note: 'x' }, 'VALIDATION_FAILED', ['/query/note']],
    [{ countrY: 'DE', id: '007' }, 'VALIDATION_FAILED', ['/query/countrY', '/query/id']],
    [{ country: ['DE', 'FR'] }, 'VALIDATION_FAILED', ['/query/country']],
    [{ country: 'DEU' }, 'VALIDATION_FAILED', ['/query/country']],
    [{ id: '7' }, 'RULE_VIOLATED', expect.stringContaining('(country, id, limit): name country as well')],
  ])('%j is %s', (query, code, what) => expect(refusal(query)).toEqual([code, what]));
});

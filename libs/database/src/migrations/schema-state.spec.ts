import { compareMigrations } from './schema-state.ts';

describe('compareMigrations', () => {
  it.each([
    ['current', ['A', 'B'], ['B', 'A'], 'current'],
    ['behind', ['A', 'B'], ['A'], { missing: ['B'] }],
    ['ahead', ['A'], ['A', 'B'], { unknown: ['B'] }],
    ['of another branch: what is unknown weighs more', ['A', 'C'], ['A', 'B'], { unknown: ['B'] }],
  ])('is %s', (_, known, executed, state) => {
    expect(compareMigrations(known, executed)).toEqual(state);
  });
});

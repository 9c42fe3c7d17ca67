import { FileDefinition } from './file.ts';

const smallest = {
  name: 'cities',
  source: { url: 'http://localhost:4200', dataset: 'cities', auth: { kind: 'service-jwt', audience: 'data-provider', scope: 'extracts:read' } },
  target: { table: 'cities' },
};

describe('FileDefinition', () => {
  it('fills in the defaults of the wire contract', () => {
    expect(FileDefinition.parse(smallest)).toEqual({
      ...smallest,
      source: { ...smallest.source, issuer: null },
      target: { table: 'cities', apply: 'MERGE' },
      schemaDrift: 'FAIL',
      limits: { maxRejectedRows: 0, maxDeletedPercent: 20, maxChangePercent: null },
    });
  });

  it('lets sums become a multiple of what they were', () => {
    expect(FileDefinition.parse({ ...smallest, limits: { maxChangePercent: 300 } }).limits.maxChangePercent).toBe(300);
  });

  it.each<[string, object]>([
    ['an unknown field', { colour: 'red' }],
    ['a table that needs quotes', { target: { table: 'Cities; drop table x' } }],
    ['an unknown way to apply', { target: { table: 'cities', apply: 'APPEND' } }],
    ['more than all', { limits: { maxDeletedPercent: 101 } }],
    ['less than none', { limits: { maxRejectedRows: -1 } }],
    ['an address that goes on to the API', { source: { ...smallest.source, url: 'http://localhost:4200/api/v1/' } }],
    ['an address with a query', { source: { ...smallest.source, url: 'http://localhost:4200/?x=1' } }],
  ])('refuses %s', (_what, change) => expect(FileDefinition.safeParse({ ...smallest, ...change }).success).toBe(false));
});

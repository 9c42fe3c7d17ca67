import { camelCase, mapRow, snakeCase } from './map-row.ts';

describe('mapRow', () => {
  it('gives a row of Oracle and a row of PostgreSQL the same shape', () => {
    const expected = { runId: 'r', files: { a: 1 }, isOpen: true, leaseUntil: null };
    expect(mapRow({ run_id: 'r', files_json: '{"a":1}', is_open: true, lease_until: null })).toEqual({ ...expected, files: undefined, filesJson: { a: 1 } });
    expect(mapRow({ RUN_ID: 'r', FILES_JSON: '{"a":1}', IS_OPEN: 1, LEASE_UNTIL: null })).toEqual({ ...expected, files: undefined, filesJson: { a: 1 } });
  });

  it('keeps NULL, also for JSON and booleans', () => {
    expect(mapRow({ data_json: null, is_last: null })).toEqual({ dataJson: null, isLast: null });
  });

  it('leaves a name alone that was quoted in mixed case', () => {
    expect(mapRow({ runId: 1 })).toEqual({ runId: 1 });
  });
});

describe('names', () => {
  it.each([['lease_until', 'leaseUntil'], ['a', 'a'], ['part_1', 'part1']])('%s is %s', (snake, camel) => {
    expect(camelCase(snake)).toBe(camel);
  });

  it.each([['leaseUntil', 'lease_until'], ['FileSync', 'file_sync'], ['HTTPStatus', 'http_status']])('%s is %s', (camel, snake) => {
    expect(snakeCase(camel)).toBe(snake);
  });
});

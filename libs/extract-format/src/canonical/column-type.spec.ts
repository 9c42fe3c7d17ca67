import { parseColumnType, printColumnType } from './column-type.ts';

describe('column types', () => {
  it.each(['string(1)', 'string(4000)', 'integer', 'bigint', 'decimal(18,4)', 'decimal(38,38)', 'decimal(5,0)', 'boolean', 'date', 'timestamp(0)', 'timestamp(6)', 'json'])(
    '%s is read and written', (text) => {
      expect(printColumnType(parseColumnType(text))).toBe(text);
    });

  it.each(['', 'string', 'string()', 'string(0)', 'string(40,2)', 'integer(4)', 'float', 'decimal', 'decimal(18)', 'decimal(39,0)', 'decimal(4,5)', 'decimal(0,0)', 'timestamp', 'timestamp(7)', 'String(4)', 'string( 4 )', 'varchar(4)', 'json(1)'])(
    '%j is refused', (text) => {
      expect(() => parseColumnType(text)).toThrow(RangeError);
    });
});

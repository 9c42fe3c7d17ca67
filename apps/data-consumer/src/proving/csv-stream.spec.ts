import { encodeRow, type Field } from '@syncline/extract-format/rows';
import fc from 'fast-check';
import { rowsOf } from './csv-stream.ts';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const field: fc.Arbitrary<Field> = fc.option(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'ß', '😀', ' ') }));

describe('rows from canonical bytes', () => {
  it('are the same in whatever pieces the bytes come', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(field, field)), fc.integer({ min: 1, max: 9 }), async (rows, size) => {
      const bytes = Buffer.from(rows.map((row) => encodeRow(row)).join(''));
      const found: Field[][] = [];
      for await (const row of rowsOf(pieces(bytes, size))) found.push(row);
      expect(found).toEqual(rows);
    }));
  });

  it('do not hide a row that was cut off', async () => {
    const read = async (): Promise<void> => { for await (const _ of rowsOf(pieces(Buffer.from('1,a\n2,'), 3))); };
    await expect(read()).rejects.toThrow('without its line feed');
  });
});

import { encodeRow } from '@syncline/extract-format';
import fc from 'fast-check';
import { NoRow, rowBatches, type RowBatch } from './row-batches.ts';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function batches(text: string, size = 7): Promise<RowBatch[]> {
  const found: RowBatch[] = [];
  for await (const batch of rowBatches(inPieces(Buffer.from(text), size))) found.push(batch);
  return found;
}

describe('batches of rows', () => {
  it('cut any rows as they were written, whatever the pieces', async () => {
    const field = fc.option(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', '😀'), maxLength: 5 }), { nil: null });
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(field, field), { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), async (table, size) => {
      const rows = table.map((row) => encodeRow(row));
      const found = await batches(rows.join(''), size);
      expect(found.flatMap((batch) => batch.rows.map((row) => row.toString()))).toEqual(rows);
    }));
  });

  it('are bounded, and know where they begin', async () => {
    const found = await batches('a,b\n'.repeat(2500), 4096);
    expect(found.map(({ firstLine, rows }) => [firstLine, rows.length])).toEqual([[1, 1000], [1001, 1000], [2001, 500]]);
    const large = await batches(`${'x'.repeat(700_000)}\n`.repeat(3), 65_536);
    expect(large.map(({ firstLine, rows }) => [firstLine, rows.length])).toEqual([[1, 2], [3, 1]]);
  });

  it('end at what is no row', async () => {
    await expect(batches('a\nb')).rejects.toMatchObject({ line: 2, message: expect.stringContaining('line feed') });
    await expect(batches(`a\n"${'b\n'.repeat(9_000_000)}`, 65_536)).rejects.toThrow(NoRow);
  });
});

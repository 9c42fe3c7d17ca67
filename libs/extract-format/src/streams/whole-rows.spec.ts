import fc from 'fast-check';
import { wholeRows } from './whole-rows.ts';

async function* pieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const size = sizes[n % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const row = fc.constantFrom('a,b\n', '"x\ny","""\n"\n', 'é,𝒳\n', ',""\n');

describe('wholeRows', () => {
  it('cuts only where a row ends, wherever the bytes are cut', () =>
    fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }), async (rows, sizes) => {
      const ends = new Set(rows.map((_row, n) => rows.slice(0, n + 1).join('').length));
      let read = '';
      for await (const text of wholeRows(pieces(Buffer.from(rows.join('')), sizes))) {
        read += text;
        expect(ends).toContain(read.length);
      }
      expect(read).toBe(rows.join(''));
    }), { numRuns: 200 }));

  it('gives up on a row without an end', async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      for (yield Buffer.from('"'); ;) yield Buffer.from('x\n'.repeat(100));
    }
    await expect(wholeRows(endless(), 10_000).next()).rejects.toThrow('a row of more than 10000 characters');
  });
});

import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { unpack } from './unpack.ts';

async function* pieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const end = at + (sizes[n % sizes.length] ?? 1);
    yield bytes.subarray(at, end);
    at = end;
  }
}

const outcome = async (bytes: Buffer, compression: 'none' | 'gzip' | 'zstd', sizes: readonly number[] = [65_536]): Promise<string> => {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of unpack(pieces(bytes, sizes), compression)) chunks.push(chunk);
  } catch (error) {
    return `failed: ${String(error)}`;
  }
  return Buffer.concat(chunks).toString();
};

describe.each([['gzip', gzipSync], ['zstd', zstdCompressSync]] as const)('unpack %s', (compression, compress) => {
  it('gives the same whatever the number of frames and however the bytes are cut', () =>
    fc.assert(fc.asyncProperty(fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }), async (texts, sizes) => {
      const stored = Buffer.concat(texts.map((text) => compress(Buffer.from(text))));
      expect(await outcome(stored, compression, sizes)).toBe(texts.join(''));
      expect(await outcome(stored, compression)).toBe(texts.join(''));
    }), { numRuns: 40 }));

  it('leaves no byte over, and takes none for granted', async () => {
    const stored = compress(Buffer.from('a\n'.repeat(500)));
    for (const wrong of [Buffer.concat([stored, Buffer.alloc(8)]), Buffer.concat([stored, Buffer.from('surplus')]), Buffer.concat([stored, stored.subarray(0, 9)]), stored.subarray(0, -2), Buffer.alloc(0)]) {
      expect((await outcome(wrong, compression)).slice(0, 8)).toBe('failed: ');
      expect((await outcome(wrong, compression, [stored.length])).slice(0, 8)).toBe('failed: ');
    }
  });

  it('ends when whoever reads stops, and what it reads from is let go', async () => {
    let isLetGo = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        for (;;) yield compress(Buffer.alloc(200_000));
      } finally {
        isLetGo = true;
      }
    }
    for await (const chunk of unpack(endless(), compression)) if (chunk.length > 0) break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(isLetGo).toBe(true);
  });
});

import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Compression } from '@syncline/contract';
import fc from 'fast-check';
import { unpack } from './unpack.ts';

const packed = { zstd: zstdCompressSync, gzip: gzipSync, none: (bytes: Buffer) => bytes };

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function unpacked(bytes: Buffer, compression: Compression, size = 65_536): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of unpack(inPieces(bytes, size), compression, 7)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

/** A frame of no content, which decoders pass over. */
const skippable = (content: string): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a53);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, Buffer.from(content)]);
};

describe('unpacking', () => {
  it.each<Compression>(['zstd', 'gzip', 'none'])('%s gives all of the text, however many frames it is in, whatever the pieces', async (compression) => {
    const texts = fc.array(fc.string({ maxLength: 40 }).map((text) => text.repeat(9)), { minLength: 1, maxLength: 4 });
    await fc.assert(fc.asyncProperty(texts, fc.integer({ min: 1, max: 90 }), async (frames, size) => {
      const bytes = Buffer.concat(frames.map((text) => packed[compression](Buffer.from(text, 'latin1'))));
      expect(await unpacked(bytes, compression, size)).toBe(frames.join(''));
    }), { numRuns: 60 });
  });

  it('reads frames with checksums, of many blocks, and passes over those that are none', async () => {
    const long = Buffer.from(Array.from({ length: 200_000 }, (_none, n) => (n * 7919) % 251));
    const options = { params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_contentSizeFlag]: 0 } };
    const bytes = Buffer.concat([skippable('x'), zstdCompressSync(long, options), skippable(''), zstdCompressSync(long), zstdCompressSync(Buffer.alloc(300_000))]);
    expect(await unpacked(bytes, 'zstd')).toBe(`${long.toString('latin1').repeat(2)}${'\0'.repeat(300_000)}`);
  });

  it.each<Compression>(['zstd', 'gzip'])('%s refuses what is cut, what follows the end, and what is something else', async (compression) => {
    const bytes = packed[compression](Buffer.from('a text'.repeat(50)));
    for (const wrong of [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.from('and more')]), Buffer.from('something else altogether')]) {
      await expect(unpacked(wrong, compression)).rejects.toMatchObject({ code: 'ROW_MALFORMED', detail: expect.stringContaining('Part 7 cannot be unpacked') });
    }
  });

  it('refuses a frame that asks for more memory than is sensible', async () => {
    const bomb = zstdCompressSync(Buffer.alloc(20_000_000), { params: { [constants.ZSTD_c_windowLog]: 27, [constants.ZSTD_c_contentSizeFlag]: 0 } });
    await expect(unpacked(bomb, 'zstd')).rejects.toMatchObject({ code: 'DECOMPRESSION_LIMIT' });
  });
});

import { tmpdir } from 'node:os';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { ExtractVerification, type ExtractProblem } from '../../src/index.ts';
import { DistinctCounter } from '../../src/verification/distinct-counter.ts';
import { propertyRuns } from '../properties.config.ts';
import { seal, type Sealed } from './seal.ts';

async function* inPieces(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const verify = async ({ manifest, stored }: Sealed): Promise<ExtractProblem[]> => {
  const verification = new ExtractVerification(manifest, tmpdir());
  const problems: ExtractProblem[] = [];
  for (const part of manifest.parts) problems.push(...await verification.part(part, () => inPieces(stored[part.n - 1] ?? Buffer.alloc(0))));
  problems.push(...verification.totals());
  verification.close();
  return problems;
};
const told = async (sealed: Sealed): Promise<string[]> => (await verify(sealed)).map(({ code, part, detail }) => `${code} ${part ?? '-'} ${detail}`);
const FIRST = 'A,9,1.50,\nA,10,-0.50,""\na,1,,"say ""hi"",\n𝒳"\n';

describe('the verification of an extract', () => {
  it.each(['none', 'gzip', 'zstd'] as const)('finds nothing where all is as it was sealed (%s)', async (compression) => {
    expect(await verify(seal({ compression }))).toEqual([]);
  });

  it('finds nothing in an empty day', async () => {
    const { manifest } = seal();
    const controlTotals = manifest.controlTotals.map((total) => ({ ...total, value: total.kind === 'sum' ? '0.00' : total.kind === 'countDistinct' ? '0' : null }));
    expect(await verify({ manifest: { ...manifest, rows: 0, bytes: 0, parts: [], controlTotals }, stored: [] })).toEqual([]);
  });

  it('takes a part of several frames', async () => {
    expect(await verify(seal({ store: (_compressed, text) => Buffer.concat([zstdCompressSync(text.subarray(0, 9)), zstdCompressSync(text.subarray(9))]) }))).toEqual([]);
  });

  it.each(['none', 'gzip', 'zstd'] as const)('finds any flipped bit, missing byte and surplus byte of a part (%s)', async (compression) => {
    const sealed = seal({ compression });
    await fc.assert(fc.asyncProperty(fc.nat(1), fc.nat(), fc.nat(7), fc.constantFrom('flip', 'cut', 'add'), async (which, at, bit, how) => {
      const bytes = Buffer.from(sealed.stored[which] ?? '');
      const offset = at % bytes.length;
      bytes[offset] = (bytes[offset] ?? 0) ^ (how === 'flip' ? 1 << bit : 0);
      const wrong = how === 'cut' ? bytes.subarray(0, offset) : how === 'add' ? Buffer.concat([bytes, bytes.subarray(offset)]) : bytes;
      const problems = await verify({ ...sealed, stored: sealed.stored.with(which, wrong) });
      expect(problems.map(({ code, part }) => [code, part])).toEqual([[how === 'flip' ? 'PART_DIGEST_MISMATCH' : 'PART_LENGTH_MISMATCH', which + 1]]);
    }), { numRuns: propertyRuns(60) });
  });

  it('knows a part that stands in the place of another', async () => {
    const sealed = seal({ compression: 'none', texts: ['A,1,1.00,\n', 'B,1,1.00,\n'] });
    expect((await verify({ ...sealed, stored: sealed.stored.toReversed() })).map(({ code, part }) => [code, part])).toEqual([['PART_SWAPPED', 1], ['PART_SWAPPED', 2]]);
  });

  it.each<[string, string, string | Buffer]>([
    ['ROW_MALFORMED 1 row 1: has 3 fields in place of 4', 'a field is missing', 'A,9,1.50\nA,10,-0.50,""\na,1,,x\n'],
    ['ROW_MALFORMED 1 after row 1: needless quotes', 'needless quotes', 'A,9,1.50,\n"A",10,-0.50,""\na,1,,x\n'],
    ['ROW_MALFORMED 1 after row 2: a row without its line feed', 'the last line feed is missing', 'A,9,1.50,\nA,10,-0.50,""\na,1,,x'],
    ['ROW_MALFORMED 1 after row 2: a quoted field without its closing quote', 'a quote never closes', 'A,9,1.50,\nA,10,-0.50,""\na,1,,"x\n'],
    ['ROW_MALFORMED 1 after row 0: bytes that are not UTF-8', 'bytes are no UTF-8', Buffer.from('A,9,1.50,\xff\n', 'latin1')],
    ['ROW_NOT_CANONICAL 1 row 2: amount: "-0.5" is written otherwise, as "-0.50"', 'a decimal lacks a digit', FIRST.replace('-0.50', '-0.5')],
    ['ROW_NOT_CANONICAL 1 row 2: amount: "-0.505" has more than 2 digits after the point (TOO_MANY_DECIMALS)', 'a decimal has a digit too many', FIRST.replace('-0.50', '-0.505')],
    ['ROW_NOT_CANONICAL 1 row 2: region: is NULL, which the contract does not allow', 'a NULL is not allowed', FIRST.replace('A,10', ',10')],
    ['ROW_NOT_CANONICAL 1 row 2: id: "x" is no decimal number: digits with at most one point and one sign (NOT_A_NUMBER)', 'a key is no number', FIRST.replace('A,10', 'A,x')],
    ['ROW_NOT_CANONICAL 1 row 3: note: "12345678901234567890+" is longer than 20 (TOO_LONG)', 'a text is too long', FIRST.replace('"say ""hi"",\n𝒳"', '12345678901234567890+')],
    ['KEY_ORDER 1 row 2: the key ["A","9"] is there twice', 'a key is there twice', FIRST.replace('A,10', 'A,9')],
    ['KEY_ORDER 1 row 2: the key ["A","8"] stands behind ["A","9"]', 'keys are not in order', FIRST.replace('A,10', 'A,8')],
    ['KEY_MISMATCH 1 its first key is ["A","8"], sealed was ["A","9"]', 'the first key is another', FIRST.replace('A,9', 'A,8')],
    ['KEY_MISMATCH 1 its last key is ["a","0"], sealed was ["a","1"]', 'the last key is another', FIRST.replace('a,1', 'a,0')],
    ['ROW_COUNT_MISMATCH 1 has 4 rows, sealed were 3', 'there is a row too many', `${FIRST.slice(0, FIRST.indexOf('a,1'))}B,1,,\n${FIRST.slice(FIRST.indexOf('a,1'))}`],
    ['CONTROL_TOTAL_MISMATCH - control total amount (sum of amount): sealed is 10.00, the rows have 10.01', 'a sum is another', FIRST.replace('1.50', '1.51')],
  ])('tells %s (%s)', async (problem, _why, text) => {
    const problems = await told(seal({ texts: [text] }));
    expect(problems[0]).toContain(problem);
    expect(problems).toHaveLength(1 + Number(problem.startsWith('ROW_MALFORMED 1 row 1')));
  });

  it('goes on over parts: the first key of one comes after the last of the one before', async () => {
    const sealed = seal({ texts: [FIRST, 'a,1,9.00,\né,-1,0.00,x\n'] });
    expect(await told(sealed)).toEqual([expect.stringContaining('KEY_ORDER 2 row 1: the key ["a","1"] is there twice'), expect.stringContaining('KEY_MISMATCH 2')]);
  });

  it('takes a byte order mark for the text that it is', async () => {
    const marked = `\ufeff${FIRST}`.replace('A,10', '\ufeffA,10').replace('a,1', '\ufeffa,1');
    expect(await told(seal({ texts: [marked] }))).toContain('KEY_MISMATCH 1 its first key is ["\ufeffA","9"], sealed was ["A","9"]');
  });

  it('does not read a stored part to an end that never comes', async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) yield Buffer.alloc(1000);
    }
    const { manifest } = seal();
    const verification = new ExtractVerification(manifest, tmpdir());
    expect(await verification.part(manifest.parts[0]!, endless)).toEqual([expect.objectContaining({ code: 'PART_LENGTH_MISMATCH', part: 1 })]);
  });

  it('unpacks never more than was sealed', async () => {
    const bomb = seal({ store: () => zstdCompressSync(Buffer.alloc(50_000_000, 'a')) });
    expect(await told(bomb)).toEqual([1, 2].map((n) => expect.stringMatching(new RegExp(`^DECOMPRESSION_LIMIT ${n} unpacks to more than`))));
  });

  it('tells bytes behind the end of the compressed data, although they were sealed', async () => {
    expect((await verify(seal({ store: (compressed) => Buffer.concat([compressed, Buffer.from('surplus')]) }))).map(({ code }) => code)).toEqual(['UNPACKING_FAILED', 'UNPACKING_FAILED']);
  });

  it('tells what unpacks to something else', async () => {
    expect(await told(seal({ changePart: { digest: 'f'.repeat(64) } }))).toEqual([1, 2].map((n) => expect.stringContaining(`ROWS_DIGEST_MISMATCH ${n}`)));
  });

  it('tells of a million rows with one fault the first few and their number', async () => {
    const rows = Array.from({ length: 1000 }, (_none, n) => `A,${n},1.5,\n`).join('');
    const problems = await told(seal({ texts: [rows] }));
    expect(problems.filter((problem) => problem.startsWith('ROW_NOT_CANONICAL'))).toHaveLength(6);
    expect(problems).toContain('ROW_NOT_CANONICAL 1 and 995 more rows that are wrong');
  });
});

describe('DistinctCounter', () => {
  it('counts the same in memory and on disk', () =>
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 2 }), { maxLength: 200 }), fc.integer({ min: 0, max: 20 }), (texts, mostInMemory) => {
      const counter = new DistinctCounter(tmpdir(), mostInMemory);
      try {
        for (const text of texts) counter.add(text);
        expect(counter.count()).toBe(new Set(texts).size);
      } finally {
        counter.close();
      }
    }), { numRuns: 10 }));
});

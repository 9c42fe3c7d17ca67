import type { ManifestPart } from '@syncline/contract';
import { readPartAnswer } from './part-answer.ts';

const digest = 'a'.repeat(64);
const part = { n: 3, storedBytes: 1000, storedDigest: digest } as ManifestPart;
const etag = `"${digest}"`;

describe('an answer for a part', () => {
  it.each<[string, number, number, Record<string, string>, number]>([
    ['the whole', 0, 200, { etag, 'content-length': '1000' }, 0],
    ['the whole, without a word about it', 0, 200, {}, 0],
    ['the rest', 400, 206, { etag, 'content-range': 'bytes 400-999/1000' }, 0],
    ['the rest of who knows how much', 400, 206, { 'content-range': 'bytes 400-999/*' }, 0],
    ['the whole where the rest was wanted: what is here is passed over', 400, 200, { etag }, 400],
  ])('gives %s', (_what, from, status, headers, skip) => {
    expect(readPartAnswer(part, from, status, headers)).toEqual({ skip });
  });

  it.each<[string, number, number, Record<string, string>, string]>([
    ['of another part', 0, 200, { etag: '"b"' }, 'PART_DIGEST_MISMATCH'],
    ['of a part that changed', 400, 206, { etag: '"b"', 'content-range': 'bytes 400-999/1000' }, 'PART_DIGEST_MISMATCH'],
    ['of another length', 0, 200, { etag, 'content-length': '1001' }, 'PART_LENGTH_MISMATCH'],
    ['from another byte on', 400, 206, { etag, 'content-range': 'bytes 401-999/1000' }, 'PART_LENGTH_MISMATCH'],
    ['of another total', 400, 206, { etag, 'content-range': 'bytes 400-999/999' }, 'PART_LENGTH_MISMATCH'],
    ['of some rest', 400, 206, { etag }, 'PART_LENGTH_MISMATCH'],
    ['that nothing is left', 400, 416, {}, 'PART_LENGTH_MISMATCH'],
    ['that it is gone', 0, 410, {}, 'SOURCE_REFUSED'],
    ['that it is elsewhere', 0, 302, { location: 'http://evil.example' }, 'SOURCE_REFUSED'],
    ['that it is not for us', 0, 403, {}, 'SOURCE_REFUSED'],
    ['that it is known already', 0, 304, {}, 'SOURCE_REFUSED'],
  ])('%s is refused by name', (_what, from, status, headers, code) => {
    expect(() => readPartAnswer(part, from, status, headers)).toThrow(expect.objectContaining({ code }));
  });

  it.each([408, 425, 429, 500, 502, 503])('%i says "later"', (status) => {
    expect(readPartAnswer(part, 0, status, {})).toBeNull();
  });
});

import { readAnswerBody, readRetryAfter } from './read-answer.ts';

const read = (text: string, parse: (bytes: Buffer) => unknown = (bytes) => JSON.parse(bytes.toString('utf8'))) => readAnswerBody(Buffer.from(text), parse);
const now = new Date('2026-08-04T18:00:00Z');

describe('the answer to a dispatch', () => {
  it('is read as a report, and unknown fields of others are ignored', () => {
    expect(read('{"attempt":1,"sequence":2,"state":"RUNNING","mood":"fine"}')).toMatchObject({ kind: 'report', report: { attempt: 1, sequence: 2, state: 'RUNNING', detail: null } });
  });

  it('may be empty', () => {
    expect(read(' \n')).toEqual({ kind: 'empty' });
  });

  it.each(['OK', '{"id":7}', '[]', '{"attempt":1,"sequence":0,"state":"RUNNING"}'])('is only noted when it is %s', (text) => {
    expect(read(text)).toMatchObject({ kind: 'other' });
  });

  it('is only noted when whoever reads it finds something that cannot be kept', () => {
    const refuse = (): never => { throw new Error('has a character that cannot be kept'); };
    expect(read('{"attempt":1,"sequence":1,"state":"RUNNING"}', refuse)).toMatchObject({ kind: 'other' });
  });

  it.each([['5', 5_000], ['Tue, 04 Aug 2026 18:01:00 GMT', 60_000], ['Tue, 04 Aug 2026 17:00:00 GMT', null], ['soon', null], ['0', null], ['99999999999', 86_400_000]])(
    'reads Retry-After: %s', (header, expected) => {
      expect(readRetryAfter(header, now)).toBe(expected);
    });
});

import { answerPart, type PartHeaders } from './part-request.ts';

const ETAG = '"abc"';
const answer = (headers: PartHeaders): unknown => answerPart(headers, ETAG, 100);

describe('how a part is served', () => {
  it.each<[PartHeaders, unknown]>([
    [{}, { status: 200 }],
    [{ range: 'bytes=0-9' }, { status: 206, start: 0, end: 9 }],
    [{ range: 'bytes=90-' }, { status: 206, start: 90, end: 99 }],
    [{ range: 'bytes=-10' }, { status: 206, start: 90, end: 99 }],
    [{ range: 'bytes=0-999' }, { status: 206, start: 0, end: 99 }],
    [{ range: 'bytes=99-99' }, { status: 206, start: 99, end: 99 }],
    [{ range: 'bytes=-200' }, { status: 206, start: 0, end: 99 }],
    [{ range: 'Bytes=0-9' }, { status: 206, start: 0, end: 9 }],
    [{ range: 'bytes=100-' }, { status: 416 }],
    [{ range: 'bytes=-0' }, { status: 416 }],
    [{ range: 'bytes=5-2' }, { status: 200 }],
    [{ range: 'bytes=a-b' }, { status: 200 }],
    [{ range: 'rows=0-9' }, { status: 200 }],
    [{ range: 'bytes=0-9,20-29' }, { status: 200 }],
    [{ range: 'bytes=0-9', ifRange: ETAG }, { status: 206, start: 0, end: 9 }],
    [{ range: 'bytes=0-9', ifRange: `W/${ETAG}` }, { status: 200 }],
    [{ range: 'bytes=0-9', ifRange: '"other"' }, { status: 200 }],
    [{ range: 'bytes=0-9', ifRange: 'Tue, 04 Aug 2026 17:30:00 GMT' }, { status: 200 }],
    [{ ifNoneMatch: ETAG }, { status: 304 }],
    [{ ifNoneMatch: `"x", W/${ETAG}` }, { status: 304 }],
    [{ ifNoneMatch: '*', range: 'bytes=0-9' }, { status: 304 }],
    [{ ifNoneMatch: '"x"', range: 'bytes=0-9' }, { status: 206, start: 0, end: 9 }],
  ])('%j → %j', (headers, expected) => {
    expect(answer(headers)).toEqual(expected);
  });
});

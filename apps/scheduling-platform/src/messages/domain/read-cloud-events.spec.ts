import { DomainError } from '@syncline/contract';
import { CloudEvent as Event, HTTP } from 'cloudevents';
import { contentDigest, readCloudEvents as read, type RequestHeaders } from './read-cloud-events.ts';

const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new DomainError('VALIDATION_FAILED', 'not JSON');
  }
};
const readCloudEvents = (headers: RequestHeaders, body: Buffer): ReturnType<typeof read> => read(headers, body, parseJson);

const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const plain = { specversion: '1.0', id: 'e1', source: '/provider', type: 'closed', data: { businessDate: '2026-08-04' } };
const structured: RequestHeaders = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
const batched: RequestHeaders = { 'content-type': 'application/cloudevents-batch+json' };
const binary: RequestHeaders = { 'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': 'e1', 'ce-source': '/provider', 'ce-type': 'closed' };
const problem = (headers: RequestHeaders, body: Buffer): unknown => {
  try {
    return readCloudEvents(headers, body);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('CloudEvents over HTTP', () => {
  it('reads the structured mode as it was sent, extensions included', () => {
    const event = { ...plain, time: '2026-08-04T18:00:00.123456+01:00', traceparent: '00-0', partitionkey: 7 };
    expect(readCloudEvents(structured, bytes(event))).toEqual({ isBatch: false, events: [event] });
  });

  it('reads a batch in its order, also an empty one', () => {
    expect(readCloudEvents(batched, bytes([plain, { ...plain, id: 'e2' }])).events.map(({ id }) => id)).toEqual(['e1', 'e2']);
    expect(readCloudEvents(batched, bytes([]))).toEqual({ isBatch: true, events: [] });
  });

  it('reads the binary mode with percent-encoded headers', () => {
    const { events } = readCloudEvents({ ...binary, 'ce-subject': 'K%C3%B6ln %25 "x"', 'ce-partitionkey': 'a' }, bytes(plain.data));
    expect(events[0]).toEqual({ ...plain, subject: 'Köln % "x"', partitionkey: 'a', datacontenttype: 'application/json' });
  });

  it('keeps text as text and bytes as base64', () => {
    expect(readCloudEvents({ ...binary, 'content-type': 'text/plain' }, bytes('hello')).events[0]).toMatchObject({ data: 'hello' });
    expect(readCloudEvents({ ...binary, 'content-type': 'application/octet-stream' }, Buffer.from([0, 255])).events[0]).toMatchObject({ data_base64: 'AP8=' });
  });

  it('reads what the SDK sends, and sees one event in both modes', () => {
    const event = new Event({ id: 'e1', source: '/provider', type: 'closed', datacontenttype: 'application/json', data: plain.data });
    const [asBinary, asStructured] = [HTTP.binary(event), HTTP.structured(event)].map(({ headers, body }) => readCloudEvents(headers as RequestHeaders, bytes(body)).events[0]);
    expect(asBinary).toMatchObject({ id: 'e1', data: plain.data });
    expect(contentDigest(asBinary!)).toBe(contentDigest(asStructured!));
  });

  it.each<[string, RequestHeaders, unknown]>([
    ['no CloudEvent at all', { 'content-type': 'application/json' }, plain],
    ['not JSON', structured, '{'],
    ['an array in structured mode', structured, [plain]],
    ['an object in batched mode', batched, plain],
    ['no id', structured, { ...plain, id: undefined }],
    ['an empty source', structured, { ...plain, source: '' }],
    ['version 0.3', structured, { ...plain, specversion: '0.3' }],
    ['a time that is none', structured, { ...plain, time: 'yesterday' }],
    ['an extension in upper case', structured, { ...plain, partitionKey: 'a' }],
    ['an extension that is an object', structured, { ...plain, extra: {} }],
    ['one bad event among good ones', batched, [plain, { ...plain, type: '' }]],
    ['bytes that are not UTF-8 in a header', { ...binary, 'ce-subject': '%FF' }, plain.data],
  ])('refuses %s', (_, headers, body) => {
    expect(problem(headers, bytes(body))).toBe('VALIDATION_FAILED');
  });

  it('refuses a batch of more than 500', () => {
    expect(problem(batched, bytes(Array.from({ length: 501 }, (_, index) => ({ ...plain, id: `${index}` }))))).toBe('PAYLOAD_TOO_LARGE');
  });
});
